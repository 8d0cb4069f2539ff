import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation, ConversationKind, Participant, Role } from '../src/protocol.ts';
import { may, mayRemove } from '../src/state/rights.ts';

const one = (id: string, role: Role): Participant =>
  ({ user: { _id: id, username: id, displayName: id, avatar: null }, role, joinedAt: '', lastReadSeq: 0 }) as Participant;
const room = (type: ConversationKind, ...participants: Participant[]) => ({ type, participants }) as Conversation;
const ann = { _id: 'ann', role: 'member' as const };
const boss = { _id: 'boss', role: 'admin' as const };

test('A member of a group pins and does nothing else; an admin brings people in; an owner gives roles', () => {
  const as = (role: Role) => room('group', one('ann', role));
  assert.equal(may('pin', as('member'), ann), true);
  assert.equal(may('bring', as('member'), ann), false);
  assert.equal(may('bring', as('admin'), ann), true);
  assert.equal(may('roles', as('admin'), ann), false);
  assert.equal(may('delete', as('owner'), ann), true);
});

test('An administrator of the server owns every channel and no group', () => {
  assert.equal(may('delete', room('channel'), boss), true);
  assert.equal(may('edit', room('group', one('boss', 'member')), boss), false);
  assert.equal(may('bring', room('direct', one('boss', 'member')), boss), false);
});

test('One removes those below oneself, never an owner and never oneself', () => {
  const group = room('group', one('ann', 'admin'), one('bo', 'member'), one('cy', 'owner'), one('di', 'admin'));
  const [self, bo, cy, di] = group.participants as [Participant, Participant, Participant, Participant];
  assert.deepEqual([self, bo, cy, di].map((each) => mayRemove(group, ann, each)), [false, true, false, false]);
});
