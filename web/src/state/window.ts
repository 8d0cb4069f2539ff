// The part of a conversation's history that is held: at most 300 messages in a row, without a gap. Pure.

import type {
  Message,
  MessageDeleted,
  MessageEdited,
  MessagePinned,
  MessageReacted,
  MessagesRead,
  Moment,
  Reads,
  UserId,
} from '../protocol.ts';

/** Rows in the page, however far one scrolls. */
export const MOST = 300;

export interface Window {
  messages: readonly Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}

/** The newer of two states of one message; who has read it is never forgotten. */
export function newer(old: Message, message: Message): Message {
  const winner = message.rev >= old.rev ? message : old;
  const loser = winner === message ? old : message;
  if (loser.readByCount <= winner.readByCount) return winner;
  return { ...winner, readBy: loser.readBy, readByCount: loser.readByCount, status: loser.status };
}

/** Two runs as one, ascending by `seq`, each `_id` once. */
export function merge(held: readonly Message[], more: readonly Message[]): Message[] {
  const byId = new Map(held.map((message) => [message._id, message]));
  for (const message of more) {
    const old = byId.get(message._id);
    byId.set(message._id, old ? newer(old, message) : message);
  }
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** What a page of history says, with those that arrived while it was on its way. */
export function opened(page: Window, arrived: readonly Message[]): Window {
  const end = page.messages.at(-1)?.seq ?? 0;
  const fits = page.hasAfter ? arrived.filter((message) => message.seq <= end) : arrived;
  return { ...page, messages: merge(page.messages, fits) };
}

/** Whether nothing is missing between them: `seq` has no gaps. */
const touches = (before: readonly Message[], after: readonly Message[]): boolean =>
  (after[0]?.seq ?? 0) <= (before.at(-1)?.seq ?? Infinity) + 1;

/** A page that was asked for above what is held; void where what is held has moved on meanwhile. */
export function withOlder(window: Window, page: Window): Window {
  if (!touches(page.messages, window.messages)) return window;
  const messages = merge(page.messages, window.messages);
  const cut = messages.length > MOST;
  return { messages: cut ? messages.slice(0, MOST) : messages, hasBefore: page.hasBefore, hasAfter: window.hasAfter || cut };
}

export function withNewer(window: Window, page: Window): Window {
  if (!touches(window.messages, page.messages)) return window;
  const messages = merge(window.messages, page.messages);
  const cut = messages.length > MOST;
  return { messages: cut ? messages.slice(-MOST) : messages, hasBefore: window.hasBefore || cut, hasAfter: page.hasAfter };
}

/** A message that was just stored, or that changed. Where the end is not held, only what is held changes. `above`: somebody reads
 *  further up, so it is not the rows up there that make room. */
export function withMessage(window: Window, message: Message, above = false): Window {
  const known = window.messages.some((held) => held._id === message._id);
  if (!known && window.hasAfter) return window;
  if (!known && above && window.messages.length >= MOST) return { ...window, hasAfter: true };
  const messages = merge(window.messages, [message]);
  const cut = messages.length > MOST;
  return { ...window, messages: cut ? messages.slice(-MOST) : messages, hasBefore: window.hasBefore || cut };
}

/** What changed while nobody listened, each message as it is now. What is older than what is held comes with its page. */
export function withSynced(window: Window, changed: readonly Message[], above = false): Window {
  const known = new Set(window.messages.map((message) => message._id));
  const first = window.messages[0]?.seq ?? Infinity;
  const last = window.messages.at(-1)?.seq ?? 0;
  const fits = ({ _id, seq }: Message) => known.has(_id) || ((!window.hasBefore || seq > first) && (!window.hasAfter || seq < last));
  const fitting = changed.filter(fits);
  if (fitting.length === 0) return window;
  const messages = merge(window.messages, fitting);
  const cut = messages.length > MOST;
  if (cut && above) return { ...window, messages: messages.slice(0, MOST), hasAfter: true };
  return { ...window, messages: cut ? messages.slice(-MOST) : messages, hasBefore: window.hasBefore || cut };
}

/** The oldest went for good. */
export function purged(window: Window, beforeSeq: number): Window {
  const messages = window.messages.filter((message) => message.seq >= beforeSeq);
  return messages.length === window.messages.length ? window : { ...window, messages, hasBefore: false };
}

const mapped = (window: Window, change: (message: Message) => Message): Window => {
  const messages = window.messages.map(change);
  return messages.some((message, at) => message !== window.messages[at]) ? { ...window, messages } : window;
};

export function edit(message: Message, event: MessageEdited): Message {
  if (message._id !== event.messageId || message.rev > event.rev || message.deleted) return message;
  return { ...message, content: event.newContent, edited: true, editedAt: event.editedAt, rev: event.rev };
}

/** What is left of a message: who said something, when, and who read it. */
export function erase(message: Message, event: MessageDeleted, tombstone: string): Message {
  if (message._id !== event.messageId) return message;
  const { _id, conversationId, sender, status, createdAt, seq, clientId, readBy, readByCount } = message;
  const left = { _id, conversationId, sender, status, createdAt, seq, readBy, readByCount, ...(clientId && { clientId }) };
  return { ...left, content: tombstone, type: 'text', deleted: true, deletedAt: event.deletedAt, rev: Math.max(message.rev, event.rev) };
}

export function react(message: Message, { messageId, reactions, rev }: MessageReacted): Message {
  return message._id === messageId && message.rev <= rev ? { ...message, reactions, rev } : message;
}

export function pin(message: Message, { messageId, pinned, rev }: MessagePinned): Message {
  return message._id === messageId && message.rev <= rev ? { ...message, pinned, rev } : message;
}

/** Reading is a union: the first time stands, the order does not matter. */
export function markRead(message: Message, ids: ReadonlySet<string>, event: MessagesRead): Message {
  if (!ids.has(message._id) && message.seq > (event.allToSeq ?? 0)) return message;
  return withReader(message, event.readBy, event.readAt);
}

/** Where `readBy` names the first 100 of more, a reader who is not among them may have been counted already. */
export function withReader(message: Message, user: UserId, readAt: Moment): Message {
  if (message.sender._id === user || message.readBy.some((reader) => reader.user === user)) return message;
  const readBy = [...message.readBy, { user, readAt }];
  return { ...message, status: 'read', readBy, readByCount: Math.max(message.readByCount + 1, readBy.length) };
}

/** Somebody's reading in ranges of `seq`, as catching up tells it. */
export function markRanges(message: Message, { user, ranges }: Reads): Message {
  const range = ranges.find(({ fromSeq, toSeq }) => fromSeq <= message.seq && message.seq <= toSeq);
  return range ? withReader(message, user, range.readAt) : message;
}

export const withEdit = (window: Window, event: MessageEdited): Window => mapped(window, (message) => edit(message, event));
export const withDeletion = (window: Window, event: MessageDeleted, tombstone: string): Window =>
  mapped(window, (message) => erase(message, event, tombstone));
export const withReactions = (window: Window, event: MessageReacted): Window => mapped(window, (message) => react(message, event));
export const withPin = (window: Window, event: MessagePinned): Window => mapped(window, (message) => pin(message, event));
export function withReading(window: Window, event: MessagesRead): Window {
  const ids = new Set(event.messageIds);
  return mapped(window, (message) => markRead(message, ids, event));
}
export const withRanges = (window: Window, reads: Reads): Window => mapped(window, (message) => markRanges(message, reads));
