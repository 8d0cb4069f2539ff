import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step } from '../src/lib/step.ts';

const room = (_id: string, unreadCount = 0, notifications: 'all' | 'none' = 'all') => ({ _id, unreadCount, notifications });
const all = [room('a'), room('b', 2), room('c'), room('d', 1, 'none'), room('e', 3)];

test('One step leads to the neighbour and stops at the ends', () => {
  assert.equal(step(all, 'a', 1, false), 'b');
  assert.equal(step(all, 'a', -1, false), null);
  assert.equal(step(all, 'e', 1, false), null);
  assert.equal(step(all, null, 1, false), 'a');
  assert.equal(step(all, null, -1, false), 'e');
});

test('A step to what is unread leaves out what is read or muted, and goes around', () => {
  assert.equal(step(all, 'b', 1, true), 'e');
  assert.equal(step(all, 'e', 1, true), 'b');
  assert.equal(step(all, 'b', -1, true), 'e');
  assert.equal(step([room('a'), room('b', 1)], 'b', 1, true), null);
  assert.equal(step([], null, 1, true), null);
});
