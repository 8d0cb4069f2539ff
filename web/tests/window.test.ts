import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, erase, markRead, merge, MOST, opened, withMessage, withNewer, withOlder, type Window } from '../src/state/window.ts';
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
