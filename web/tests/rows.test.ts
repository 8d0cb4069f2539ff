import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstNew, newestRead, rows, type Row } from '../src/state/rows.ts';
import { ann, bo, cy, dayOf, message, minute } from './people.ts';

const seen = (row: Row): string => {
  if (row.kind === 'day' || row.kind === 'new') return row.kind;
  const edges = `${row.first ? '<' : '-'}${row.last ? '>' : '-'}`;
  return row.kind === 'outgoing' ? `out ${edges}` : `${row.message.sender.displayName} ${edges}`;
};
const shown = (messages: Parameters<typeof rows>[0]['messages'], more: Partial<Parameters<typeof rows>[0]> = {}) =>
  rows({ messages, outgoing: [], me: ann._id, newFrom: null, dayOf, ...more }).map(seen);

test('neighbours of one person within five minutes are one turn', () => {
  const said = [
    message({ seq: 1, sender: bo, createdAt: minute(0) }),
    message({ seq: 2, sender: bo, createdAt: minute(5) }),
    message({ seq: 3, sender: bo, createdAt: minute(11) }),
    message({ seq: 4, sender: cy, createdAt: minute(11) }),
  ];
  assert.deepEqual(shown(said), ['day', 'Bo <-', 'Bo ->', 'Bo <>', 'Cy <>']);
});

test('a day stands before the first message of each day and ends the turn', () => {
  const said = [message({ seq: 1, createdAt: '2026-11-21T23:58:00.000Z' }), message({ seq: 2, createdAt: '2026-11-22T00:01:00.000Z' })];
  assert.deepEqual(shown(said), ['day', 'Ann <>', 'day', 'Ann <>']);
});

test('the line of new messages stands once, and ends the turn', () => {
  const said = [message({ seq: 1, sender: bo }), message({ seq: 2, sender: bo }), message({ seq: 3, sender: bo })];
  assert.deepEqual(shown(said, { newFrom: 2 }), ['day', 'Bo <>', 'new', 'Bo <-', 'Bo ->']);
});

test('what waits stands at the end in its order, in my turn, under the key that the stored message will have', () => {
  const item = { clientId: 'c1', conversationId: 'conv_1', content: 'soon', createdAt: minute(2), order: 1, tab: '', failed: null };
  const made = rows({ messages: [message({ seq: 1 })], outgoing: [item], me: ann._id, newFrom: null, dayOf });
  assert.deepEqual(made.map(seen), ['day', 'Ann <-', 'out ->']);
  const stored = rows({ messages: [message({ seq: 1 }), message({ seq: 2, clientId: 'c1' })], outgoing: [], me: ann._id, newFrom: null, dayOf });
  assert.equal(stored.at(-1)?.key, made.at(-1)?.key);
});

test("somebody else's clientId names no row of mine", () => {
  const [, row] = rows({ messages: [message({ seq: 1, sender: bo, clientId: 'c1' })], outgoing: [], me: ann._id, newFrom: null, dayOf });
  assert.equal(row?.key, 'msg_1');
});

test('"Read" stands under the newest of my messages that was read', () => {
  const said = [message({ seq: 1, status: 'read' }), message({ seq: 2, status: 'read' }), message({ seq: 3, sender: bo, status: 'read' }), message({ seq: 4 })];
  assert.equal(newestRead(said, ann._id), 'msg_2');
  assert.equal(newestRead([message({ seq: 4 })], ann._id), null);
});

test('new begins with the first message of another that is not read and not deleted', () => {
  const said = [message({ seq: 1, sender: bo }), message({ seq: 2 }), message({ seq: 3, sender: bo, deleted: true }), message({ seq: 4, sender: bo })];
  assert.equal(firstNew(said, ann._id, 1), 4);
  assert.equal(firstNew(said, ann._id, 4), null);
});
