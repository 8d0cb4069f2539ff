// What is written and not sent, a text a conversation. Survives a reload, a crash and a session that ends, not signing out.

import { signal } from '@preact/signals';
import { readAll, write } from '../lib/store.ts';
import { fromTabs, tellTabs } from '../lib/tabs.ts';
import type { ConversationId, MessageId } from '../protocol.ts';

type Drafts = Readonly<Record<ConversationId, string>>;

export const drafts = signal<Drafts>({});

/** Changed and not on its way to the disk: one write at a time, the newest text of each. */
const changed = new Map<ConversationId, string>();
let writing = false;

/** Takes up what this person left here; what was typed meanwhile is newer. */
export async function openDrafts(): Promise<void> {
  const found = await readAll<string>('drafts');
  drafts.value = { ...Object.fromEntries(found), ...drafts.peek() };
}

function put(id: ConversationId, text: string): boolean {
  const { [id]: old = '', ...rest } = drafts.peek();
  if (old === text) return false;
  drafts.value = text === '' ? rest : { ...rest, [id]: text };
  return true;
}

export function setDraft(id: ConversationId, text: string): void {
  if (!put(id, text)) return;
  tellTabs('draft', { id, text });
  changed.set(id, text);
  if (!writing) void save();
}

async function save(): Promise<void> {
  writing = true;
  while (changed.size > 0) {
    const now = [...changed];
    changed.clear();
    await write(now.map(([id, text]) => (text === '' ? ['drafts', id] : ['drafts', id, text])));
  }
  writing = false;
}

/** It is being sent: it is gone from the composers here and in the other tabs; the queue takes it from the disk. */
export function sendDraft(id: ConversationId): void {
  changed.delete(id);
  if (put(id, '')) tellTabs('draft', { id, text: '' });
}

/** What is typed in one tab is there in the others; what was not yet written is written before the page goes. */
export function followDrafts(): void {
  fromTabs('draft', ({ id, text }) => void put(id, text));
  addEventListener('pagehide', () => void save());
}

/** Edits that were broken off, by message: whoever begins again goes on with them. */
const revisions = new Map<MessageId, string>();

export const hasRevisions = (): boolean => revisions.size > 0;

export const revisionOf = (id: MessageId): string | undefined => revisions.get(id);

/** Nothing to go on with: saved, or as it was. */
export function setRevision(id: MessageId, text: string | null): void {
  if (text === null) revisions.delete(id);
  else revisions.set(id, text);
}

/** Lets go of it all; on the disk it stays. */
export function closeDrafts(): void {
  revisions.clear();
  drafts.value = {};
  changed.clear();
}
