import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  edit,
  erase,
  markRead,
  merge,
  MOST,
  opened,
  purged,
  withMessage,
  withNewer,
  withOlder,
  withRanges,
  withSynced,
  type Window,
} from '../src/state/window.ts';
import { message, run } from './people.ts';

const window = (from: number, to: number, more: Partial<Window> = {}): Window => ({ messages: run(from, to), hasBefore: false, hasAfter: false, ...more });
const seqs = (held: Window) => held.messages.map((each) => each.seq);

test('a message that arrives twice is held once, in the order of seq, in its newest state', () => {
  const old = message({ seq: 2, rev: 5, content: 'old' });
  const news = message({ seq: 2, rev: 9, content: 'new' });
  const merged = merge([message({ seq: 3 }), old], [news, message({ seq: 1 }), old]);
  assert.deepEqual(merged.map((each) => [each.seq, each.content]), [[1, 'words'], [2, 'new'], [3, 'words']]);
});

test('who has read a message is not forgotten when an older state of it arrives late', () => {
  const read = message({ seq: 1, rev: 4, status: 'read', readBy: [{ user: 'user_bo', readAt: 'now' }], readByCount: 1 });
  const [late] = merge([read], [message({ seq: 1, rev: 6, content: 'edited', edited: true })]);
  assert.equal(late?.content, 'edited');
  assert.equal(late?.status, 'read');
  assert.equal(late?.readByCount, 1);
});

test('what arrives while the first page is on its way is not lost, and leaves no gap', () => {
  const page = { messages: run(1, 3), hasBefore: false, hasAfter: false };
  assert.deepEqual(seqs(opened(page, run(4, 5))), [1, 2, 3, 4, 5]);
  assert.deepEqual(seqs(opened({ ...page, hasAfter: true }, run(9, 9))), [1, 2, 3]);
});

test('however far one scrolls, 300 messages are held, and the window knows what it let go', () => {
  const up = withOlder(window(101, 100 + MOST), { messages: run(51, 100), hasBefore: true, hasAfter: true });
  assert.equal(up.messages.length, MOST);
  assert.deepEqual([up.messages[0]?.seq, up.hasBefore, up.hasAfter], [51, true, true]);
  const down = withNewer(up, { messages: run(351, 400), hasBefore: true, hasAfter: false });
  assert.equal(down.messages.length, MOST);
  assert.deepEqual([down.messages.at(-1)?.seq, down.hasBefore, down.hasAfter], [400, true, false]);
});

test('a new message joins the end, unless the end is not held', () => {
  assert.deepEqual(seqs(withMessage(window(1, 2), message({ seq: 3 }))), [1, 2, 3]);
  const middle = window(1, 2, { hasAfter: true });
  assert.equal(withMessage(middle, message({ seq: 9 })), middle);
});

test('an edit that an even newer state overtook changes nothing', () => {
  const event = { messageId: 'msg_1', newContent: 'changed', editedAt: 'now', conversationId: 'conv_1', rev: 7 };
  assert.equal(edit(message({ seq: 1, rev: 3 }), event).content, 'changed');
  assert.equal(edit(message({ seq: 1, rev: 8 }), event).content, 'words');
});

test('a deletion takes the words and the file with it', () => {
  const held = message({ seq: 1, fileUrl: '/api/files/x', fileName: 'x' });
  const gone = erase(held, { messageId: 'msg_1', conversationId: 'conv_1', deletedAt: 'now', rev: 9 }, 'gone');
  assert.deepEqual([gone.content, gone.deleted, gone.fileUrl, gone.fileName, gone.rev], ['gone', true, undefined, undefined, 9]);
});

test('a reader counts once, and nobody reads their own message', () => {
  const event = { conversationId: 'conv_1', messageIds: ['msg_1'], readBy: 'user_bo', upToSeq: 1, readAt: 'now', rev: 9 };
  const ids = new Set(event.messageIds);
  const once = markRead(message({ seq: 1 }), ids, event);
  assert.deepEqual([once.status, once.readByCount], ['read', 1]);
  assert.equal(markRead(once, ids, { ...event, readAt: 'later' }), once);
  assert.equal(markRead(message({ seq: 2 }), ids, event).status, 'sent');
  assert.equal(markRead(message({ seq: 2 }), ids, { ...event, allToSeq: 2 }).status, 'read');
  assert.equal(markRead(message({ seq: 1 }), ids, { ...event, readBy: 'user_ann' }).status, 'sent');
});

test('a page that no longer touches what is held is not taken: there is never a gap', () => {
  const moved = window(60, 359, { hasBefore: true });
  assert.equal(withOlder(moved, { messages: run(1, 50), hasBefore: false, hasAfter: true }), moved);
  assert.equal(withNewer(moved, { messages: run(365, 400), hasBefore: true, hasAfter: false }), moved);
  assert.equal(withOlder(moved, { messages: run(10, 59), hasBefore: true, hasAfter: true }).messages[0]?.seq, 10);
});

test('while somebody reads further up, what arrives takes nothing away from there', () => {
  const full = window(1, MOST);
  assert.deepEqual(seqs(withMessage(full, message({ seq: MOST + 1 }))).slice(0, 1), [2]);
  const reading = withMessage(full, message({ seq: MOST + 1 }), true);
  assert.deepEqual([reading.messages.length, reading.messages[0]?.seq, reading.hasAfter], [MOST, 1, true]);
});

test('catching up fills what was missed, changes what is held, and leaves what is older to its page', () => {
  const held = window(10, 12, { hasBefore: true });
  const next = withSynced(held, [message({ seq: 14 }), message({ seq: 4, rev: 40 }), message({ seq: 11, rev: 41, content: 'put right' }), message({ seq: 13 })]);
  assert.deepEqual(next.messages.map((each) => [each.seq, each.content]), [[10, 'words'], [11, 'put right'], [12, 'words'], [13, 'words'], [14, 'words']]);
  assert.deepEqual(seqs(withSynced({ ...held, hasBefore: false }, [message({ seq: 4 })])), [4, 10, 11, 12]);
  const middle = { ...held, hasAfter: true };
  assert.equal(withSynced(middle, [message({ seq: 13 })]), middle);
});

test('what was missed beyond 300 messages moves the window to the end', () => {
  const next = withSynced(window(1, 50), run(51, 500));
  assert.deepEqual([next.messages.length, next.messages[0]?.seq, next.messages.at(-1)?.seq, next.hasBefore], [MOST, 201, 500, true]);
});

test('reading that was missed comes in ranges, and retention takes the oldest', () => {
  const reads = { conversationId: 'conv_1', user: 'user_bo', ranges: [{ fromSeq: 2, toSeq: 3, readAt: 'now' }] };
  assert.deepEqual(withRanges(window(1, 4), reads).messages.map(({ status }) => status), ['sent', 'read', 'read', 'sent']);
  const left = purged(window(1, 4, { hasBefore: true }), 3);
  assert.deepEqual([seqs(left), left.hasBefore], [[3, 4], false]);
});
