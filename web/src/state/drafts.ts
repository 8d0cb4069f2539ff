// What is written and not sent, a text a conversation. Survives a reload, ends with the session.

import { signal } from '@preact/signals';
import type { ConversationId } from '../protocol.ts';

const KEY = 'drafts';

export const drafts = signal<Readonly<Record<ConversationId, string>>>(stored());

function stored(): Record<ConversationId, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<ConversationId, string>;
  } catch {
    return {};
  }
}

export function setDraft(id: ConversationId, text: string): void {
  const { [id]: old = '', ...rest } = drafts.peek();
  if (old === text) return;
  drafts.value = text === '' ? rest : { ...rest, [id]: text };
  localStorage.setItem(KEY, JSON.stringify(drafts.peek()));
}

export function forgetDrafts(): void {
  drafts.value = {};
  localStorage.removeItem(KEY);
}
