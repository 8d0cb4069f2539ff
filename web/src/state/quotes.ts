// Messages that are quoted and not held: read once, and kept for as long as the page lives. Null where there is none.

import { signal, type Signal } from '@preact/signals';
import type { Message, MessageId } from '../protocol.ts';

const quotes = new Map<MessageId, Signal<Message | null | undefined>>();

/** Undefined until it is known. */
export function quote(id: MessageId): Signal<Message | null | undefined> {
  let known = quotes.get(id);
  if (!known) quotes.set(id, (known = signal(undefined)));
  return known;
}

/** It is at hand: nobody has to read it. */
export function keepQuote(message: Message): void {
  quote(message._id).value = message;
}

/** A message was deleted: its words are nowhere any more. */
export function forgetWords(id: MessageId): void {
  const known = quotes.get(id);
  if (known?.peek()) known.value = null;
}

export const forgetQuotes = (): void => quotes.clear();
