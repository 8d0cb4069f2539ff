// What was sent and is not yet stored by the server, in the order it was written. Kept in the browser until it is, and shown in
// every tab.

import { signal } from '@preact/signals';
import { readAll, write } from '../lib/store.ts';
import { fromTabs, tab, tellTabs } from '../lib/tabs.ts';
import type { ConversationId, FileInfo, MessageId, Moment } from '../protocol.ts';
import { draftOf } from './drafts.ts';
import { kept, noteKept } from './kept.ts';

export interface Outgoing {
  clientId: string;
  conversationId: ConversationId;
  content: string;
  replyTo?: MessageId;
  /** Uploaded already. */
  file?: FileInfo;
  /** Its file is still on its way up: the attachment's id, and what it is called. It goes out once that is stored. */
  upload?: { id: string; name: string };
  createdAt: Moment;
  /** Milliseconds, and one more than the one before in any case: the order in which they go out. */
  order: number;
  /** The tab that it was written in sends it; the others only after a while, or when they begin. */
  tab: string;
  /** One sentence, once the server has refused it. */
  failed: string | null;
}

export const outbox = signal<readonly Outgoing[]>([]);

/** Those that are done with: another tab, or the disk, may still name them. */
const done = new Set<string>();

/** Of an attachment, whether its message is sent and waits for it. */
export const isAwaited = (id: string): boolean => outbox.value.some((item) => item.upload?.id === id);

export const waiting = (id: ConversationId): Outgoing[] => outbox.value.filter((item) => item.conversationId === id);

const inOrder = (items: Iterable<Outgoing>): Outgoing[] => [...items].sort((a, b) => a.order - b.order);

/** Takes up what waits from before. */
export async function openOutbox(): Promise<void> {
  const found = await readAll<Outgoing>('outbox');
  // Whoever wrote them may be gone. Should that tab still be there, both send them, and the server stores them once.
  const here = [...found.values()].map((item) => ({ ...item, tab }));
  const all = new Map([...here, ...outbox.peek()].filter((item) => !done.has(item.clientId)).map((item) => [item.clientId, item]));
  if (all.size > 0) outbox.value = inOrder(all.values());
}

/** Puts a message into the queue; in one breath its draft is gone, so that its words are always in exactly one of the two. */
export function enqueue(item: Omit<Outgoing, 'order' | 'tab' | 'failed'>): void {
  const last = outbox.peek().at(-1)?.order ?? 0;
  const next: Outgoing = { ...item, order: Math.max(Date.now(), last + 1), tab, failed: null };
  outbox.value = [...outbox.peek(), next];
  void write([['outbox', next.clientId, next], ...draftOf(next.conversationId)], true).then(noteKept);
  tellTabs('queued', next);
}

export function take(clientId: string): void {
  if (!settle(clientId)) return;
  void write([['outbox', clientId]]);
  tellTabs('settled', { clientId });
}

function settle(clientId: string): boolean {
  done.add(clientId);
  if (!outbox.peek().some((item) => item.clientId === clientId)) return false;
  outbox.value = outbox.peek().filter((item) => item.clientId !== clientId);
  return true;
}

/** Its file is up, or is not to go along after all. */
export function fill(clientId: string, file: FileInfo | null): void {
  const item = outbox.peek().find((each) => each.clientId === clientId);
  if (!item) return;
  const { upload: _, ...rest } = item;
  const next = { ...rest, ...(file && { file }), failed: null };
  replace(next);
  void write([['outbox', clientId, next]]);
  tellTabs('queued', next);
}

const replace = (next: Outgoing): void => void (outbox.value = outbox.peek().map((item) => (item.clientId === next.clientId ? next : item)));

export function setFailed(clientId: string, failed: string | null): void {
  const item = judge(clientId, failed);
  if (!item) return;
  void write([['outbox', clientId, item]]);
  tellTabs('refused', { clientId, failed });
}

function judge(clientId: string, failed: string | null): Outgoing | undefined {
  outbox.value = outbox.peek().map((item) => (item.clientId === clientId ? { ...item, failed } : item));
  return outbox.peek().find((item) => item.clientId === clientId);
}

/** Of what another tab wrote: `heard` is called with what has come. */
export function followOutbox(heard: () => void): void {
  fromTabs('queued', (told) => {
    const item = told as Outgoing;
    if (done.has(item.clientId)) return;
    // Told again: its file is up.
    if (outbox.peek().some((each) => each.clientId === item.clientId)) return replace(item);
    outbox.value = inOrder([...outbox.peek(), item]);
    heard();
  });
  fromTabs('settled', ({ clientId }) => void settle(clientId));
  addEventListener('beforeunload', (event) => {
    if (!kept.peek() && outbox.peek().length > 0) event.preventDefault();
  });
  fromTabs('refused', ({ clientId, failed }) => void judge(clientId, failed));
}

/** Lets go of it all; on the disk it stays. */
export function closeOutbox(): void {
  outbox.value = [];
  done.clear();
}
