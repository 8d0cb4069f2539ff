import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nobodyTypes, setTyping, typing } from '../src/state/typing.ts';

test('news of typing is old after five seconds', ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  setTyping('conv_1', 'user_bo', true);
  mock.timers.tick(3_000);
  setTyping('conv_1', 'user_bo', true);
  mock.timers.tick(4_999);
  assert.deepEqual(typing.value.get('conv_1'), ['user_bo']);
  mock.timers.tick(1);
  assert.deepEqual(typing.value.get('conv_1'), []);
  nobodyTypes();
});
