// The conversations of this person, by id and in order.

import { computed, signal } from '@preact/signals';
import type { Conversation, ConversationId, Message, Participant, Person, UserId } from '../protocol.ts';
import { openId } from '../lib/route.ts';
import { atEnd, visible } from './view.ts';
import { newer } from './window.ts';

export const conversations = signal<ReadonlyMap<ConversationId, Conversation>>(new Map());
/** Whether the list has been read at all. */
export const listed = signal(false);

const activity = (conversation: Conversation): number => Date.parse(conversation.lastMessage?.createdAt ?? conversation.createdAt);

/** What is in front of the reader is as good as read. */
const inSight = (id: ConversationId): boolean => id === openId.value && visible.value && atEnd.value;

/** Newest activity first. */
export const inOrder = (all: Iterable<Conversation>): Conversation[] =>
  [...all].sort((a, b) => activity(b) - activity(a) || (a._id < b._id ? 1 : -1));

export const ordered = computed(() => inOrder(conversations.value.values()));
export const unreadTotal = computed(() =>
  ordered.value.reduce((sum, each) => (each.notifications === 'none' || inSight(each._id) ? sum : sum + each.unreadCount), 0),
);

/** The channel that everybody is in, and that nobody leaves: the first that there was. */
export const firstRoom = computed(() => {
  const channels = ordered.value.filter((each) => each.type === 'channel');
  return channels.reduce<Conversation | undefined>((first, each) => (first && first.createdAt <= each.createdAt ? first : each), undefined)?._id;
});

/** So many people without a conversation are shown in the list: a house, not a directory. */
const STRANGERS = 20;

/** Those of the first room, where everybody is, with whom there is no conversation yet; by name. */
export function strangers(me: UserId): Person[] {
  const met = new Set(ordered.value.map((each) => other(each, me)?._id));
  const all = conversations.value.get(firstRoom.value ?? '')?.participants ?? [];
  const rest = all.map(({ user }) => user).filter(({ _id }) => _id !== me && !met.has(_id));
  return rest.length > STRANGERS ? [] : rest.sort((a, b) => a.displayName.localeCompare(b.displayName));
}

export const conversation = (id: ConversationId | null): Conversation | undefined =>
  id === null ? undefined : conversations.value.get(id);

/** The whole list as it was at `rev`; what was heard since then while it was on its way stays. */
export function setAll(all: readonly Conversation[], rev: number): void {
  const before = conversations.peek();
  const later = [...before.values()].filter((each) => each.rev > rev);
  const next = new Map([...all, ...later].map((each) => [each._id, each]));
  for (const [id, each] of next) next.set(id, withHeard(each, before.get(id), rev));
  conversations.value = next;
  listed.value = true;
}

/** A conversation as it was at `rev`, with what was heard since then. */
function withHeard(each: Conversation, old: Conversation | undefined, rev: number): Conversation {
  const last = old?.lastMessage;
  if (!old || !last || last.rev <= rev || last.rev <= (each.lastMessage?.rev ?? 0)) return each;
  return { ...each, lastMessage: last, unreadCount: old.unreadCount, mentionCount: old.mentionCount };
}

/** One of them as it was at `rev` or later. */
export function putAsOf(next: Conversation, rev: number): void {
  const old = conversations.peek().get(next._id);
  if (!old || next.rev >= old.rev || old.rev <= rev) conversations.value = new Map(conversations.peek()).set(next._id, withHeard(next, old, rev));
}

export function put(next: Conversation): void {
  const old = conversations.peek().get(next._id);
  if (!old || next.rev >= old.rev) conversations.value = new Map(conversations.peek()).set(next._id, next);
}

export function drop(id: ConversationId): void {
  const rest = new Map(conversations.peek());
  if (rest.delete(id)) conversations.value = rest;
}

export function change(id: ConversationId, next: (conversation: Conversation) => Conversation): void {
  const old = conversations.peek().get(id);
  if (!old) return;
  const changed = next(old);
  if (changed !== old) conversations.value = new Map(conversations.peek()).set(id, changed);
}

/** A message was stored: it is the last one now, and unread where it is somebody else's. */
export function noteMessage(message: Message, me: UserId): void {
  change(message.conversationId, (old) => {
    const last = old.lastMessage;
    if (last && last._id === message._id) return { ...old, lastMessage: newer(last, message) };
    if (last && last.seq >= message.seq) return old;
    const unread = message.sender._id !== me && message.seq > readSeq(old, me);
    const counted = (before: number, one: boolean) => Math.min(100, before + (one ? 1 : 0));
    return {
      ...old,
      lastMessage: message,
      unreadCount: counted(old.unreadCount, unread),
      mentionCount: counted(old.mentionCount, unread && message.mentions?.includes(me) === true),
    };
  });
}

/** A message was deleted that may have been counted as unread. What is counted up to 100 may be more: there the server knows. */
export function noteDeletion(message: Message, me: UserId): void {
  if (message.deleted || message.sender._id === me) return;
  change(message.conversationId, (old) => {
    if (message.seq <= readSeq(old, me) || old.unreadCount === 0 || old.unreadCount >= 100) return old;
    const mentioned = message.mentions?.includes(me) === true;
    return { ...old, unreadCount: old.unreadCount - 1, mentionCount: Math.max(0, old.mentionCount - (mentioned ? 1 : 0)) };
  });
}

export function noteChange(id: ConversationId, next: (message: Message) => Message): void {
  change(id, (old) => {
    const last = old.lastMessage && next(old.lastMessage);
    return last === old.lastMessage ? old : { ...old, lastMessage: last };
  });
}

/** How far somebody has read, and never backwards. */
export function noteReadSeq(id: ConversationId, user: UserId, seq: number): void {
  const further = (each: Participant) => (each.user._id === user && each.lastReadSeq < seq ? { ...each, lastReadSeq: seq } : each);
  change(id, (old) => (readSeq(old, user) >= seq ? old : { ...old, participants: old.participants.map(further) }));
}

/** Of the reader of this page also where they are not among the participants that are listed. */
export const readSeq = (conversation: Conversation, user: UserId): number =>
  conversation.participants.find((each) => each.user._id === user)?.lastReadSeq ?? conversation.lastReadSeq;

/** The other one of a direct conversation. */
export function other(conversation: Conversation, me: UserId): Person | undefined {
  if (conversation.type !== 'direct') return undefined;
  return (conversation.participants.find((each) => each.user._id !== me) ?? conversation.participants[0])?.user;
}

export function title(conversation: Conversation, me: UserId): string {
  return other(conversation, me)?.displayName ?? conversation.name ?? '';
}

export const firstName = (name: string): string => name.trim().split(/\s+/u)[0] ?? name;
