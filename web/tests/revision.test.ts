import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, hearOf, interrupted, knownUpTo, learn, unlearn } from '../src/state/revision.ts';

test('what is heard while something may be missing does not count until nothing is', () => {
  unlearn();
  hearOf(5);
  assert.equal(knownUpTo(), null);
  learn(10);
  hearOf(14);
  assert.equal(knownUpTo(), 10);
  complete();
  assert.equal(knownUpTo(), 14);
  hearOf(15);
  assert.equal(knownUpTo(), 15);
  interrupted();
  hearOf(20);
  assert.equal(knownUpTo(), 15);
  // The line broke again before anything was caught up with.
  interrupted();
  learn(18);
  complete();
  assert.equal(knownUpTo(), 18);
});
