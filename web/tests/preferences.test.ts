import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPreferences } from '../src/state/preferences.ts';

test('preferences that another page wrote are taken where they are understood', () => {
  const defaults = readPreferences(null);
  assert.deepEqual(readPreferences('nonsense'), defaults);
  assert.deepEqual(readPreferences('[1]'), defaults);
  assert.deepEqual(readPreferences('{"sendWith":"telepathy","theme":"dark","sound":"loud"}'), { ...defaults, theme: 'dark' });
  assert.deepEqual(readPreferences('{"sendWith":"ctrl-enter","sound":false}'), { ...defaults, sendWith: 'ctrl-enter', sound: false });
});
