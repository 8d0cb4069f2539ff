import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, marksIn, withoutOperators } from '../src/lib/plain.ts';

test('A name is found by the beginning of any of its words, whatever the accents', () => {
  assert.equal(fits('Tomás Reyes', 'tomas'), true);
  assert.equal(fits('Tomás Reyes', 'rey tom'), true);
  assert.equal(fits('Tomás Reyes', 'tim'), false);
});

test('Operators are for messages and not part of a name', () => {
  assert.equal(withoutOperators('key from:ann in:"Summer house" blue'), 'key   blue');
  assert.equal(withoutOperators('from:'), '');
});

test('The marks of a name stand where its words stand and do not lie over each other', () => {
  assert.deepEqual(marksIn('Keys & alarms', 'key'), [[0, 3]]);
  assert.deepEqual(marksIn('Keys & alarms', 'alarm key'), [[0, 3], [7, 5]]);
  assert.deepEqual(marksIn('Keys', 'key keys'), [[0, 3]]);
});
