// The chapter of conversations: the list, new ones, and who is in them.

import { api } from '../api.ts';
import { go, openId, replace } from '../lib/route.ts';
import type { ConversationDeleted, ConversationId, ConversationUpdated, CreateConversation, ParticipantChanged } from '../protocol.ts';
import { change, drop, put, setAll } from '../state/conversations.ts';
import { tell } from '../state/notices.ts';
import { learn } from '../state/revision.ts';
import { myId } from '../state/session.ts';
import { letGo } from '../state/timelines.ts';

export async function list(): Promise<void> {
  try {
    const { conversations, rev } = await api.conversations();
    setAll(conversations, rev);
    learn(rev);
  } catch (error) {
    tell((error as Error).message, true);
  }
}

export async function create(wanted: CreateConversation): Promise<void> {
  const made = await api.createConversation(wanted);
  put(made);
  go(made._id);
}

export function told({ conversation }: ConversationUpdated): void {
  put(conversation);
}

export function gone({ conversationId }: ConversationDeleted): void {
  out(conversationId);
}

export function out(id: ConversationId): void {
  drop(id);
  letGo(id);
  if (openId.peek() === id) replace(null);
}

export function joined({ conversationId, user, role, joinedAt, lastReadSeq, participantCount, rev }: ParticipantChanged): void {
  change(conversationId, (old) => {
    const known = old.participants.some((each) => each.user._id === user._id);
    const participants = known
      ? old.participants.map((each) => (each.user._id === user._id ? { ...each, user, role } : each))
      : [...old.participants, { user, role, joinedAt, lastReadSeq }];
    return { ...old, participants, participantCount, rev: Math.max(old.rev, rev) };
  });
}

export function parted({ conversationId, user, participantCount, rev }: ParticipantChanged): void {
  if (user._id === myId()) return out(conversationId);
  change(conversationId, (old) => {
    const participants = old.participants.filter((each) => each.user._id !== user._id);
    return { ...old, participants, participantCount, rev: Math.max(old.rev, rev) };
  });
}
