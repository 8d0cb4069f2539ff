// Where in the client we are: `/` is the list, `/c/<id>` a conversation.

import { signal } from '@preact/signals';

const idIn = (path: string): string | null => /^\/c\/([^/]+)$/.exec(path)?.[1] ?? null;

/** The open conversation's id. */
export const openId = signal<string | null>(null);

export function follow(): void {
  openId.value = idIn(location.pathname);
  addEventListener('popstate', () => (openId.value = idIn(location.pathname)));
}

export function go(id: string | null): void {
  if (openId.peek() === id && location.hash === '') return;
  history.pushState({ parlor: true }, '', id ? `/c/${id}` : '/');
  openId.value = id;
}

/** Back to the list: the browser's own way back where we came from there. */
export function back(): void {
  if ((history.state as { parlor?: boolean } | null)?.parlor) history.back();
  else replace(null);
}

export function replace(id: string | null): void {
  history.replaceState(null, '', id ? `/c/${id}` : '/');
  openId.value = id;
}

/** The code in the link that the server printed, `/#/setup?code=…`: behind the `#`, so that it reaches no log. */
export function setupCode(): string {
  const [place, query] = location.hash.slice(1).split('?');
  return place === '/setup' ? (new URLSearchParams(query).get('code') ?? '') : '';
}
