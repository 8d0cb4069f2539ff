import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agent } from '../src/lib/agent.ts';

test('A browser is called by the name that its owner knows', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
  const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0';
  assert.deepEqual(agent(firefox), { browser: 'Firefox', system: 'Linux', handheld: false });
  assert.deepEqual(agent(safari), { browser: 'Safari', system: 'iPhone', handheld: true });
  assert.deepEqual(agent(edge), { browser: 'Edge', system: 'Windows', handheld: false });
  assert.deepEqual(agent('curl/8.5.0'), { browser: '', system: '', handheld: false });
});
