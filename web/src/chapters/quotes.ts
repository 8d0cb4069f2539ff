// The chapter of quotes: the words of a message that another one answers.

import { api } from '../api.ts';
import type { ConversationId, MessageId } from '../protocol.ts';
import { forgetQuotes as forgetRead, quote } from '../state/quotes.ts';

const asked = new Set<MessageId>();

export function forgetQuotes(): void {
  asked.clear();
  forgetRead();
}

/** Reads a message that is not held, once. */
export async function readQuote(conversationId: ConversationId, id: MessageId): Promise<void> {
  if (asked.has(id)) return;
  asked.add(id);
  try {
    const { messages } = await api.history(conversationId, { around: id, limit: 1 });
    quote(id).value = messages.find((message) => message._id === id) ?? null;
  } catch {
    // Gone, or the line is down: the next time that it is drawn asks again.
    quote(id).value = null;
    asked.delete(id);
  }
}
