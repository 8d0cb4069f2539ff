// The way into the search field from elsewhere in the page.

import type { ConversationId } from '../protocol.ts';
import { within } from '../state/search.ts';

export const SEARCH_FIELD = 'search';

export function seek(): void {
  // On a phone the list has to be there before it can take the focus.
  requestAnimationFrame(() => document.getElementById(SEARCH_FIELD)?.focus());
}

export function seekIn(id: ConversationId): void {
  within.value = id;
  seek();
}
