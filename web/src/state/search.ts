// What is looked for in the list, and what was found.

import { signal } from '@preact/signals';
import type { ConversationId, FoundMessage, MessageId } from '../protocol.ts';

export const words = signal('');
/** Only in this conversation. */
export const within = signal<ConversationId | null>(null);
export const onlyFiles = signal(false);

export interface Hits {
  status: 'idle' | 'looking' | 'ready' | 'failed';
  results: readonly FoundMessage[];
  /** Where the next page begins. */
  next: MessageId | null;
}

export const NOTHING: Hits = { status: 'idle', results: [], next: null };
export const hits = signal<Hits>(NOTHING);
/** The hit that was opened last. */
export const chosen = signal<MessageId | null>(null);

/** A message was deleted: its words are nowhere any more. */
export function forgetHit(id: MessageId): void {
  const { results } = hits.peek();
  if (results.some(({ message }) => message._id === id)) hits.value = { ...hits.peek(), results: results.filter(({ message }) => message._id !== id) };
}

export const seeking = (): boolean => words.value.trim() !== '' || within.value !== null || onlyFiles.value;

export function endSearch(): void {
  words.value = '';
  within.value = null;
  onlyFiles.value = false;
  hits.value = NOTHING;
  chosen.value = null;
}
