// Messages that are quoted: kept for as long as the page lives, and told what becomes of them. Null where there is none.

import { signal, type Signal } from '@preact/signals';
import type { Message, MessageId } from '../protocol.ts';
import { newer } from './window.ts';

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

/** What was heard of a message, where it is quoted. */
export function alterQuote(id: MessageId, change: (message: Message) => Message): void {
  const known = quotes.get(id);
  if (known?.peek()) known.value = change(known.peek() as Message);
}

/** A message as it is now. */
export function noteQuote(message: Message): void {
  if (message.deleted) forgetWords(message._id);
  else alterQuote(message._id, (old) => newer(old, message));
}

/** A message was deleted: its words are nowhere any more. */
export function forgetWords(id: MessageId): void {
  const known = quotes.get(id);
  if (known?.peek()) known.value = null;
}

/** Nothing that is known holds any more: what is drawn is read again. */
export function forgetQuotes(): void {
  const all = [...quotes.values()];
  quotes.clear();
  for (const each of all) each.value = undefined;
}
