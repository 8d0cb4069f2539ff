// What was sent and is not yet stored by the server, in the order it was written.

import { signal } from '@preact/signals';
import type { ConversationId, FileInfo, MessageId, Moment } from '../protocol.ts';

export interface Outgoing {
  clientId: string;
  conversationId: ConversationId;
  content: string;
  replyTo?: MessageId;
  /** Uploaded already. */
  file?: FileInfo;
  createdAt: Moment;
  /** One sentence, once the server has refused it. */
  failed: string | null;
}

export const outbox = signal<readonly Outgoing[]>([]);

export const waiting = (id: ConversationId): Outgoing[] => outbox.value.filter((item) => item.conversationId === id);

export function enqueue(item: Outgoing): void {
  outbox.value = [...outbox.peek(), item];
}

export function take(clientId: string): void {
  if (outbox.peek().some((item) => item.clientId === clientId)) {
    outbox.value = outbox.peek().filter((item) => item.clientId !== clientId);
  }
}

export function setFailed(clientId: string, failed: string | null): void {
  outbox.value = outbox.peek().map((item) => (item.clientId === clientId ? { ...item, failed } : item));
}
