// Conversations that I am no longer in, and what I wrote there that nobody got.

import { computed, signal } from '@preact/signals';
import type { ConversationId } from '../protocol.ts';
import { conversations } from './conversations.ts';
import { drafts } from './drafts.ts';
import { outbox } from './outbox.ts';

/** What those were called that this page has seen me leave. */
export const left = signal<Readonly<Record<ConversationId, string>>>({});

/** Since the line came up, all that changed is known: a conversation that is not in the list is none of mine. */
export const caughtUp = signal(false);

const withWords = computed(() => new Set([...Object.keys(drafts.value), ...outbox.value.map((item) => item.conversationId)]));

export const hasWords = (id: ConversationId): boolean => withWords.value.has(id);

/** Those in which words are left behind. */
export const leftBehind = computed(() => [...withWords.value].filter((id) => !conversations.value.has(id)));
