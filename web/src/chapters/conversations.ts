// The chapter of conversations: the list, new ones, and who is in them.

import { effect } from '@preact/signals';
import { api } from '../api.ts';
import { go, openId, replace } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type {
  Conversation,
  ConversationDeleted,
  ConversationId,
  ConversationUpdated,
  CreateConversation,
  EditConversation,
  NotificationLevel,
  ParticipantChanged,
  Role,
  UserId,
} from '../protocol.ts';
import { change, conversation, drop, put, setAll, title } from '../state/conversations.ts';
import { caughtUp, hasWords, left, leftBehind } from '../state/left.ts';
import { offer, tell } from '../state/notices.ts';
import { learn } from '../state/revision.ts';
import { myId } from '../state/session.ts';
import { letGo } from '../state/timelines.ts';

let reading: Promise<void> | null = null;

/** Reads the list; whoever asks while it is being read gets that one. */
export const list = (): Promise<void> => (reading ??= read().finally(forgetReading));

/** The list that is on its way comes to nobody any more. */
export const forgetReading = (): void => void (reading = null);

async function read(): Promise<void> {
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

/** To the conversation with somebody, which begins here if there was none. */
export const meet = (user: UserId): Promise<void> => create({ type: 'direct', participantIds: [user] });

export async function enterChannel(id: ConversationId): Promise<void> {
  put(await api.join(id));
  go(id);
}

export async function leaveRoom(id: ConversationId): Promise<void> {
  await api.leave(id);
  out(id, true);
}

export async function deleteRoom(id: ConversationId): Promise<void> {
  await api.deleteConversation(id);
  out(id, true);
}

const kept = async (answer: Promise<Conversation>): Promise<void> => put(await answer);
export const editRoom = (id: ConversationId, body: EditConversation) => kept(api.editConversation(id, body));
export const portrayRoom = (id: ConversationId, picture: Blob | null) => kept(picture ? api.setRoomAvatar(id, picture) : api.removeRoomAvatar(id));
export const notifyMe = (id: ConversationId, level: NotificationLevel) => kept(api.notify(id, level));
export const bring = (id: ConversationId, users: UserId[]) => kept(api.bring(id, users));

export async function expel(id: ConversationId, user: UserId): Promise<void> {
  await api.expel(id, user);
}

export async function giveRole(id: ConversationId, user: UserId, role: Role): Promise<void> {
  await api.setRole(id, user, role);
  change(id, (old) => ({ ...old, participants: old.participants.map((each) => (each.user._id === user ? { ...each, role } : each)) }));
}

export function told({ conversation }: ConversationUpdated): void {
  put(conversation);
}

export function gone({ conversationId }: ConversationDeleted): void {
  out(conversationId);
}

/** I am no longer in it. What I wrote there stays to be copied; where nothing is left, it is told only to whoever did not go by themselves. */
export function out(id: ConversationId, byMyself = false): void {
  const where = conversation(id);
  if (where) left.value = { ...left.peek(), [id]: title(where, myId()) };
  drop(id);
  letGo(id);
  if (hasWords(id)) return;
  if (openId.peek() === id) replace(null);
  if (!byMyself && where) tell(t.left.out(title(where, myId())), true);
}

/** Leads to words that are left behind somewhere, once; whoever is there sees them. */
export function followWords(): void {
  const led = new Set<ConversationId>();
  effect(() => {
    if (!caughtUp.value) return led.clear();
    for (const id of leftBehind.value) {
      if (led.has(id)) continue;
      led.add(id);
      if (openId.peek() === id) continue;
      const name = left.peek()[id];
      offer(`${name ? t.left.out(name) : t.left.outOfOne} ${t.left.kept}`, t.left.show, () => go(id));
    }
  });
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
