import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileSize, fitted } from '../src/lib/size.ts';

test('sizes read as people count', () => {
  assert.deepEqual([1, 14, 999, 1_600, 184_000, 1_400_000, 100_000_000, 2_500_000_000].map(fileSize), [
    '1 byte', '14 bytes', '999 bytes', '1.6 kB', '184 kB', '1.4 MB', '100 MB', '2.5 GB',
  ]);
});

test('a picture keeps its proportions within its room, and is never larger than it is', () => {
  assert.deepEqual(fitted(1200, 600), { width: 400, height: 200 });
  assert.deepEqual(fitted(300, 1200), { width: 80, height: 320 });
  assert.deepEqual(fitted(100, 60), { width: 100, height: 60 });
});
