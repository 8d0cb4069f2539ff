// The chapter of quotes: the words of a message that another one answers.

import { api, CallError } from '../api.ts';
import type { ConversationId, MessageId } from '../protocol.ts';
import { forgetQuotes as forgetRead, quote } from '../state/quotes.ts';

const under = new Set<MessageId>();
/** Answers that mean that it is not there, or not to be seen. */
const GONE = ['not_found', 'forbidden'];

export function forgetQuotes(): void {
  under.clear();
  forgetRead();
}

/** Reads a message that is not held. Where the line is down it stays unknown, and is asked for again when it is up. */
export async function readQuote(conversationId: ConversationId, id: MessageId): Promise<void> {
  if (under.has(id)) return;
  under.add(id);
  const asked = quote(id);
  try {
    const { messages } = await api.history(conversationId, { around: id, limit: 1 });
    asked.value = messages.find((message) => message._id === id) ?? null;
  } catch (error) {
    if (error instanceof CallError && error.failure && GONE.includes(error.failure.code)) asked.value = null;
  } finally {
    under.delete(id);
  }
}
