// The chapter of editing, deleting, reacting and pinning.

import { t } from '../locales/index.ts';
import type { Message, MessageDeleted, MessageEdited, MessageId, MessagePinned, MessageReacted, UserId } from '../protocol.ts';
import { ask, failed } from '../socket.ts';
import { conversation, noteChange, noteDeletion } from '../state/conversations.ts';
import { drafts, dropRevision, revisions, setDraft } from '../state/drafts.ts';
import { silence, tell } from '../state/notices.ts';
import { pinsChanged } from '../state/pins.ts';
import { alterQuote, forgetWords } from '../state/quotes.ts';
import { forgetHit } from '../state/search.ts';
import { myId } from '../state/session.ts';
import { alter, find } from '../state/timelines.ts';
import { editing } from '../state/view.ts';
import { edit, erase, pin, react, withDeletion, withEdit, withPin, withReactions } from '../state/window.ts';

/** True once the server has stored the new words. */
export async function save(message: Message, newContent: string): Promise<boolean> {
  if (newContent === message.content) return true;
  return settled(await ask('edit_message', { messageId: message._id, newContent }));
}

export async function remove(message: Message): Promise<boolean> {
  return settled(await ask('delete_message', { messageId: message._id }));
}

/** Puts my emoji under a message, or takes it away where it is there. */
export async function toggle(message: Message, emoji: string, me: UserId): Promise<boolean> {
  const there = message.reactions?.some((reaction) => reaction.emoji === emoji && reaction.users.includes(me));
  return settled(await ask(there ? 'remove_reaction' : 'add_reaction', { messageId: message._id, emoji }));
}

export async function pinning(message: Message, pinned: boolean): Promise<boolean> {
  return settled(await ask(pinned ? 'pin_message' : 'unpin_message', { messageId: message._id }));
}

function settled(answer: Awaited<ReturnType<typeof ask<'edit_message'>>>): boolean {
  if (answer === null) tell(t.errors.unreachable, true);
  else if (failed(answer)) tell(answer.message, true);
  else return true;
  return false;
}

export function edited(event: MessageEdited): void {
  alter(event.conversationId, (held) => withEdit(held, event));
  alterQuote(event.messageId, (message) => edit(message, event));
  noteChange(event.conversationId, (message) => edit(message, event));
  if (editing.peek()) editing.value = edit(editing.peek() as Message, event);
}

export function deleted(event: MessageDeleted): void {
  const tombstone = t.message.deleted;
  const last = conversation(event.conversationId)?.lastMessage;
  const message = find(event.conversationId, event.messageId) ?? (last?._id === event.messageId ? last : undefined);
  if (message) noteDeletion(message, myId());
  alter(event.conversationId, (held) => withDeletion(held, event, tombstone));
  forgetEverywhere(event.messageId);
  endEdit(event.messageId);
  noteChange(event.conversationId, (message) => erase(message, event, tombstone));
}

/** The words of a deleted message, wherever they stand besides its row. */
export function forgetEverywhere(id: MessageId): void {
  forgetWords(id);
  forgetHit(id);
  silence(id);
  pinsChanged.value += 1;
}

/** A message that is gone cannot be edited; the words for it stay, as a draft. */
export function endEdit(id: MessageId): void {
  const message = editing.peek();
  const { text } = revisions.peek()[id] ?? {};
  dropRevision(id);
  if (message?._id !== id) return;
  editing.value = null;
  if (text === undefined) return;
  const { [message.conversationId]: draft } = drafts.peek();
  setDraft(message.conversationId, draft ? `${draft}\n${text}` : text);
  tell(t.notice.editGone, true);
}

export function reacted(event: MessageReacted): void {
  alter(event.conversationId, (held) => withReactions(held, event));
  noteChange(event.conversationId, (message) => react(message, event));
}

export function pinned(event: MessagePinned): void {
  pinsChanged.value += 1;
  alter(event.conversationId, (held) => withPin(held, event));
  noteChange(event.conversationId, (message) => pin(message, event));
}
