// The held part of every conversation that was opened lately, and what the page knows about it.

import { signal, type Signal } from '@preact/signals';
import type { ConversationId, Message } from '../protocol.ts';
import type { Window } from './window.ts';

export interface Timeline extends Window {
  status: 'loading' | 'ready' | 'failed';
  /** Where the line of new messages stands; it stays until the conversation is left. */
  newFrom: number | null;
  /** Messages that came while the end was out of sight. */
  below: number;
  /** Grows when the list is to stand at the line of new messages, as when it was opened. */
  placed: number;
}

/** Conversations that are held: those that were opened last. */
const MOST = 20;

const EMPTY: Timeline = { messages: [], hasBefore: false, hasAfter: false, status: 'loading', newFrom: null, below: 0, placed: 0 };
const held = new Map<ConversationId, Signal<Timeline>>();
/** Grows with every change in any of them. */
export const changes = signal(0);

type Alteration = (window: Window) => Window;
/** What was heard while a page of history was on its way, and may be missing in it. */
const meanwhile = new Map<ConversationId, Alteration[]>();

export function timeline(id: ConversationId): Signal<Timeline> {
  let found = held.get(id);
  if (!found) held.set(id, (found = signal(EMPTY)));
  return found;
}

export const isHeld = (id: ConversationId): boolean => held.has(id);
export const allHeld = (): [ConversationId, Timeline][] => [...held].map(([id, each]) => [id, each.peek()]);

/** It is the one that was opened last now; the one that was not opened for the longest may go. */
export function touch(id: ConversationId): void {
  const found = timeline(id);
  held.delete(id);
  held.set(id, found);
  const oldest = held.keys().next().value;
  if (held.size > MOST && oldest !== undefined) held.delete(oldest);
}

export function update(id: ConversationId, change: (old: Timeline) => Partial<Timeline>): void {
  const found = held.get(id);
  if (!found) return;
  const old = found.peek();
  const next = change(old);
  if (!Object.entries(next).some(([key, value]) => old[key as keyof Timeline] !== value)) return;
  found.value = { ...old, ...next };
  changes.value = changes.peek() + 1;
}

/** A change of messages that holds for what is on its way, too. */
export function alter(id: ConversationId, change: Alteration): void {
  meanwhile.get(id)?.push(change);
  update(id, change);
}

/** From now on changes of this conversation are noted; what is answered makes them in what has come. */
export function listen(id: ConversationId): (come: Window) => Window {
  const mine: Alteration[] = [];
  meanwhile.set(id, mine);
  return (come) => {
    if (meanwhile.get(id) === mine) meanwhile.delete(id);
    return mine.reduce((window, change) => change(window), come);
  };
}

/** Lets go of all but one. */
export function forget(except: ConversationId | null): void {
  for (const id of held.keys()) if (id !== except) held.delete(id);
}

export const letGo = (id: ConversationId): void => void held.delete(id);

/** Holds what was held when the page was left. */
export function hold(id: ConversationId, window: Window): void {
  if (!held.has(id)) held.set(id, signal({ ...EMPTY, ...window, status: 'ready' }));
}

export function find(id: ConversationId, messageId: string): Message | undefined {
  return held.get(id)?.peek().messages.find((message) => message._id === messageId);
}
