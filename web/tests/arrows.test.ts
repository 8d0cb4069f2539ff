import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrow } from '../src/lib/arrows.ts';

const press = (key: string, more = {}) => ({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more });

test('in a column up and down lead, to its ends and no further', () => {
  assert.equal(arrow(press('ArrowDown'), 0, 3), 1);
  assert.equal(arrow(press('ArrowDown'), 2, 3), 2);
  assert.equal(arrow(press('ArrowUp'), 0, 3), 0);
  assert.equal(arrow(press('Home'), 2, 3), 0);
  assert.equal(arrow(press('End'), 0, 3), 2);
  assert.equal(arrow(press('ArrowLeft'), 1, 3), null);
});

test('in a row left and right lead as one reads, and around where that is wanted', () => {
  assert.equal(arrow(press('ArrowRight'), 2, 3, { row: true, around: true }), 0);
  assert.equal(arrow(press('ArrowRight'), 2, 3, { row: true, rtl: true }), 1);
  assert.equal(arrow(press('ArrowLeft'), 0, 3, { row: true, around: true }), 2);
  assert.equal(arrow(press('ArrowDown'), 1, 3, { row: true }), null);
});

test('from outside one comes to the near end; with another key held, and among nothing, it leads nowhere', () => {
  assert.equal(arrow(press('ArrowDown'), -1, 3), 0);
  assert.equal(arrow(press('ArrowUp'), -1, 3), 2);
  assert.equal(arrow(press('ArrowDown', { altKey: true }), 0, 3), null);
  assert.equal(arrow(press('Home'), 0, 0), null);
});
