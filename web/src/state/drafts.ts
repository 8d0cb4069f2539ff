// What is written and not sent, a text a conversation. Survives a reload and a session that ends, not signing out.

import { signal } from '@preact/signals';
import type { ConversationId, UserId } from '../protocol.ts';

type Drafts = Readonly<Record<ConversationId, string>>;

export const drafts = signal<Drafts>({});
let key = '';

/** Takes up what this person left here; the next person at this browser sees their own. */
export function openDrafts(user: UserId): void {
  key = `drafts ${user}`;
  try {
    drafts.value = JSON.parse(localStorage.getItem(key) ?? '{}') as Drafts;
  } catch {
    drafts.value = {};
  }
}

export function setDraft(id: ConversationId, text: string): void {
  const { [id]: old = '', ...rest } = drafts.peek();
  if (old === text) return;
  drafts.value = text === '' ? rest : { ...rest, [id]: text };
  localStorage.setItem(key, JSON.stringify(drafts.peek()));
}

export const closeDrafts = (): void => void (drafts.value = {});

export function forgetDrafts(): void {
  localStorage.removeItem(key);
}
