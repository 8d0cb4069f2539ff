// The chapter of search: asking while somebody types, and going to what was found.

import { api, type Question } from '../api.ts';
import { goToMessage, openId } from '../lib/route.ts';
import type { FoundMessage } from '../protocol.ts';
import { chosen, hits, NOTHING, onlyFiles, within, words } from '../state/search.ts';
import { goTo } from './history.ts';

const PAGE = 30;
let latest: symbol | null = null;

function question(): Question | null {
  const q = words.peek().trim();
  const narrowed: Question = { ...(within.peek() && { in: within.peek() as string }), ...(onlyFiles.peek() && { has: 'file' as const }) };
  // A whole conversation is no answer to nothing asked.
  if (q === '' && !narrowed.has) return null;
  return { ...(q && { q }), ...narrowed, limit: PAGE };
}

export async function look(more = false): Promise<void> {
  const asked = question();
  const mine = Symbol('search');
  latest = mine;
  if (!asked) {
    hits.value = NOTHING;
    return;
  }
  const before = hits.peek();
  hits.value = { ...before, status: 'looking' };
  try {
    const found = await api.search({ ...asked, ...(more && before.next && { cursor: before.next }) });
    if (latest === mine) hits.value = { status: 'ready', results: more ? [...before.results, ...found.results] : found.results, next: found.next };
  } catch {
    if (latest === mine) hits.value = { ...NOTHING, status: 'failed' };
  }
}

export function openHit({ message, conversationId }: FoundMessage): void {
  chosen.value = message._id;
  if (openId.peek() === conversationId) return goTo(conversationId, message._id);
  goToMessage(conversationId, message._id);
}
