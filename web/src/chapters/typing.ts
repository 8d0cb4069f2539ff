// The chapter of typing: at most one word of it every three seconds, and one when it is over.

import type { ConversationId, TypingStatus } from '../protocol.ts';
import { emit } from '../socket.ts';
import { setTyping } from '../state/typing.ts';
import { myId } from '../state/session.ts';

const EVERY = 3_000;
const PAUSE = 2_000;

/** Where we last said so, and when. */
let where: ConversationId | null = null;
let saidAt = 0;
/** It was said and not yet taken back. */
let open = false;
let pause: ReturnType<typeof setTimeout> | undefined;

/** A key was pressed. */
export function typed(conversationId: ConversationId): void {
  if (where !== conversationId) stopped();
  const now = Date.now();
  if (where !== conversationId || now - saidAt >= EVERY) {
    emit('typing', { conversationId, isTyping: true });
    where = conversationId;
    saidAt = now;
    open = true;
  }
  clearTimeout(pause);
  pause = setTimeout(stopped, PAUSE);
}

/** Nothing was pressed for a while, or what was written is sent, or it is left. */
export function stopped(): void {
  clearTimeout(pause);
  if (open && where !== null) emit('typing', { conversationId: where, isTyping: false });
  open = false;
}

export function told({ conversationId, userId, isTyping }: TypingStatus): void {
  if (userId !== myId()) setTyping(conversationId, userId, isTyping);
}
