import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Conversation } from '../src/protocol.ts';
import { conversation, conversations, noteMessage, noteReadSeq, ordered, put, readSeq, setAll, title } from '../src/state/conversations.ts';
import { ann, bo, message, minute } from './people.ts';

const make = (id: string, at: number, more: Partial<Conversation> = {}): Conversation => ({
  _id: id,
  type: 'direct',
  name: null,
  topic: null,
  avatar: null,
  participants: [ann, bo].map((user) => ({ user, role: 'member', joinedAt: minute(0), lastReadSeq: 0 })),
  participantCount: 2,
  joined: true,
  lastMessage: message({ seq: 1, conversationId: id, createdAt: minute(at) }),
  firstSeq: 1,
  joinedAt: minute(0),
  lastReadSeq: 0,
  unreadCount: 0,
  mentionCount: 0,
  notifications: 'all',
  retentionDays: null,
  createdAt: minute(0),
  updatedAt: minute(0),
  rev: 1,
  ...more,
});

beforeEach(() => {
  conversations.value = new Map();
  setAll([make('conv_1', 1), make('conv_2', 2), make('conv_3', 0, { lastMessage: null })], 1);
});

test('a list that was overtaken on its way does not undo what was heard meanwhile', () => {
  noteMessage(message({ seq: 2, rev: 9, sender: bo, content: 'overtook' }), ann._id);
  put(make('conv_4', 0, { rev: 8 }));
  setAll([make('conv_1', 1), make('conv_2', 2)], 7);
  assert.equal(conversation('conv_1')?.lastMessage?.content, 'overtook');
  assert.equal(conversation('conv_1')?.unreadCount, 1);
  assert.ok(conversation('conv_4'), 'made after the list');
  assert.equal(conversation('conv_3'), undefined, 'gone before the list');
});

test('the newest activity stands first, and a message moves its conversation up', () => {
  assert.deepEqual(ordered.value.map((each) => each._id), ['conv_2', 'conv_1', 'conv_3']);
  noteMessage(message({ seq: 2, createdAt: minute(9), sender: bo }), ann._id);
  assert.deepEqual(ordered.value.map((each) => each._id), ['conv_1', 'conv_2', 'conv_3']);
});

test("only others' messages count as unread, each once, up to 100", () => {
  noteMessage(message({ seq: 2, sender: bo }), ann._id);
  noteMessage(message({ seq: 2, sender: bo }), ann._id);
  noteMessage(message({ seq: 3, sender: ann }), ann._id);
  assert.equal(conversation('conv_1')?.unreadCount, 1);
  for (let seq = 4; seq < 140; seq += 1) noteMessage(message({ seq, sender: bo }), ann._id);
  assert.equal(conversation('conv_1')?.unreadCount, 100);
});

test('what was read on another device does not count when it arrives here', () => {
  noteReadSeq('conv_1', ann._id, 5);
  noteMessage(message({ seq: 5, sender: bo }), ann._id);
  assert.equal(conversation('conv_1')?.unreadCount, 0);
});

test('nobody reads backwards, and an older state of a conversation is not taken', () => {
  noteReadSeq('conv_1', bo._id, 5);
  noteReadSeq('conv_1', bo._id, 3);
  const held = conversation('conv_1');
  assert.equal(held && readSeq(held, bo._id), 5);
  put(make('conv_1', 1, { rev: 0, name: 'old' }));
  assert.equal(conversation('conv_1')?.name, null);
});

test('a direct conversation is called as the other one is', () => {
  assert.equal(title(make('conv_1', 1), ann._id), 'Bo');
  assert.equal(title(make('conv_1', 1, { type: 'group', name: 'Summer house' }), ann._id), 'Summer house');
});
