import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, people } from '../src/lib/completion.ts';
import { ann, bo, cy } from './people.ts';

test('26, 27 · a sign at the beginning of a word asks, one inside of a word does not', () => {
  assert.deepEqual(asked('hi @bo', 6), { kind: '@', from: 3, to: 6, words: 'bo' });
  assert.deepEqual(asked('@', 1), { kind: '@', from: 0, to: 1, words: '' });
  assert.deepEqual(asked('(:smi', 5), { kind: ':', from: 1, to: 5, words: 'smi' });
  assert.deepEqual(asked('@bo and', 3), { kind: '@', from: 0, to: 3, words: 'bo' });
  for (const text of ['mail@bo', 'at 10:30', ':s', 'http://x', '@bo ', '']) assert.equal(asked(text, text.length), null, text);
});

test('26 · people by what their names begin with, user names first', () => {
  const named = (words: string) => people([ann, bo, cy, { ...cy, _id: 'user_bob', username: 'zed', displayName: 'Ann Bobsson' }], words, 8).map(({ _id }) => _id);
  assert.deepEqual(named('bo'), ['user_bo', 'user_bob']);
  assert.deepEqual(named('ann'), ['user_ann', 'user_bob']);
  assert.deepEqual(named('nn'), ['user_ann', 'user_bob']);
  assert.deepEqual(named('x'), []);
});
