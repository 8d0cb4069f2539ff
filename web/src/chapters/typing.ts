// The chapter of typing: at most one word of it every three seconds, and one when it is over.

import type { ConversationId, TypingStatus } from '../protocol.ts';
import { emit } from '../socket.ts';
import { setTyping } from '../state/typing.ts';
import { myId } from '../state/session.ts';

const EVERY = 3_000;
const PAUSE = 2_000;

let where: ConversationId | null = null;
let saidAt = 0;
let pause: ReturnType<typeof setTimeout> | undefined;

/** A key was pressed. */
export function typed(conversationId: ConversationId): void {
  if (where !== conversationId) stopped();
  const now = Date.now();
  if (where === null || now - saidAt >= EVERY) {
    emit('typing', { conversationId, isTyping: true });
    saidAt = now;
  }
  where = conversationId;
  clearTimeout(pause);
  pause = setTimeout(stopped, PAUSE);
}

/** Nothing was pressed for a while, or what was written is sent, or it is left. */
export function stopped(): void {
  clearTimeout(pause);
  if (where !== null) emit('typing', { conversationId: where, isTyping: false });
  where = null;
}

export function told({ conversationId, userId, isTyping }: TypingStatus): void {
  if (userId !== myId()) setTyping(conversationId, userId, isTyping);
}
