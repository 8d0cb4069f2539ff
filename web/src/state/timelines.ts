// The held part of every conversation that was opened, and what the page knows about it.

import { signal, type Signal } from '@preact/signals';
import type { ConversationId, Message } from '../protocol.ts';
import type { Window } from './window.ts';

export interface Timeline extends Window {
  status: 'loading' | 'ready' | 'failed';
  /** Where the line of new messages stands; it stays until the conversation is left. */
  newFrom: number | null;
  /** Messages that came while the end was out of sight. */
  below: number;
}

const EMPTY: Timeline = { messages: [], hasBefore: false, hasAfter: false, status: 'loading', newFrom: null, below: 0 };
const held = new Map<ConversationId, Signal<Timeline>>();

export function timeline(id: ConversationId): Signal<Timeline> {
  let found = held.get(id);
  if (!found) held.set(id, (found = signal(EMPTY)));
  return found;
}

export const isHeld = (id: ConversationId): boolean => held.has(id);

export function update(id: ConversationId, change: (old: Timeline) => Partial<Timeline>): void {
  const found = held.get(id);
  if (!found) return;
  const old = found.peek();
  const next = change(old);
  if (Object.entries(next).some(([key, value]) => old[key as keyof Timeline] !== value)) found.value = { ...old, ...next };
}

/** Lets go of all but one: what changed in the others while nobody listened is read again when they are opened. */
export function forget(except: ConversationId | null): void {
  for (const id of held.keys()) if (id !== except) held.delete(id);
}

export function find(id: ConversationId, messageId: string): Message | undefined {
  return held.get(id)?.peek().messages.find((message) => message._id === messageId);
}
