// The chapter of reading: saying once how far we have read, and hearing it of others.

import type { ConversationId, Message, MessagesRead, Reads, UnreadChanged } from '../protocol.ts';
import { ask, failed } from '../socket.ts';
import { change, conversation, noteChange, noteReadSeq, readSeq } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { alter } from '../state/timelines.ts';
import { markRanges, markRead, withReading } from '../state/window.ts';
import { hush } from './calls.ts';

/** A burst of messages is marked once, at its end. */
const GATHER = 200;
const said = new Map<ConversationId, number>();
const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>();

/** Everything up to this message was in front of the reader. */
export function readUpTo(message: Message): void {
  const id = message.conversationId;
  const shown = conversation(id);
  if (!shown) return;
  const already = Math.max(said.get(id) ?? 0, readSeq(shown, myId()));
  if (message.seq <= already) return;
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => void mark(message), GATHER));
}

async function mark(message: Message): Promise<void> {
  const id = message.conversationId;
  timers.delete(id);
  said.set(id, message.seq);
  const answer = await ask('mark_read', { conversationId: id, upTo: message._id });
  if (answer === null || failed(answer)) said.delete(id);
  else change(id, (old) => (old.unreadCount === answer.unreadCount ? old : { ...old, unreadCount: answer.unreadCount }));
}

/** What was said on a line that broke may not have been heard. */
export function again(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  said.clear();
}

export function read(event: MessagesRead): void {
  const ids = new Set(event.messageIds);
  alter(event.conversationId, (held) => withReading(held, event));
  noteChange(event.conversationId, (message) => markRead(message, ids, event));
  noteReadSeq(event.conversationId, event.readBy, event.upToSeq);
}

/** The same, as catching up tells it. */
export function noteReading(reads: Reads): void {
  noteChange(reads.conversationId, (message) => markRanges(message, reads));
  noteReadSeq(reads.conversationId, reads.user, Math.max(0, ...reads.ranges.map(({ toSeq }) => toSeq)));
}

export function unread({ conversationId, unreadCount, mentionCount, lastReadSeq }: UnreadChanged): void {
  noteReadSeq(conversationId, myId(), lastReadSeq);
  if (unreadCount === 0) void hush(conversationId);
  change(conversationId, (old) => ({ ...old, unreadCount, mentionCount, lastReadSeq: Math.max(old.lastReadSeq, lastReadSeq) }));
}
