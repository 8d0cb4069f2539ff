// Where in the client we are: `/` is the list, `/c/<id>` a conversation, `/c/<id>/<message>` a message in it, `/settings/<page>` the settings.

import { batch, signal } from '@preact/signals';

const parts = (path: string): [string | null, string | null] => {
  const [, id = null, message = null] = /^\/c\/([\w-]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  return [id, message];
};

const pageIn = (path: string): string | null => /^\/settings(?:\/([a-z]*))?$/.exec(path)?.slice(1).map((page) => page ?? '')[0] ?? null;

/** The open conversation's id. */
export const openId = signal<string | null>(null);
/** The message in it that the address names; gone to once, and again whenever the address is followed again. */
export const openMessage = signal<{ id: string } | null>(null);

/** The open page of the settings; empty for their list. */
export const settingsPage = signal<string | null>(null);

function look(): void {
  const [id, message] = parts(location.pathname);
  batch(() => {
    openId.value = id;
    openMessage.value = message ? { id: message } : null;
    settingsPage.value = pageIn(location.pathname);
  });
}

export function follow(): void {
  look();
  addEventListener('popstate', look);
  // A link for newcomers that is opened in this very tab: the page begins again with it.
  addEventListener('hashchange', () => gateLink() && location.reload());
}

export function go(id: string | null): void {
  const there = id ? `/c/${id}` : '/';
  if (openId.peek() === id && location.pathname === there && location.hash === '') return;
  history.pushState({ parlor: true }, '', there);
  look();
}

const place = (id: string, message: string): string => `/c/${id}/${message}`;

/** Opens a conversation around a message of it. */
export function goToMessage(id: string, message: string): void {
  if (location.pathname !== place(id, message)) history.pushState({ parlor: true }, '', place(id, message));
  look();
}

/** The address of a message, for others who may see it. */
export const permalink = (id: string, message: string): string => `${location.origin}${place(id, message)}`;

/** For links that people write: one that leads to a place in this client opens it here. */
export function followInside(event: MouseEvent): void {
  const { origin, pathname } = event.currentTarget as HTMLAnchorElement;
  const [id, message] = parts(pathname);
  if (origin !== location.origin || id === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (message) goToMessage(id, message);
  else go(id);
}

/** Within the settings one does not go back page by page. */
export function openSettings(page: string): void {
  const path = page ? `/settings/${page}` : '/settings';
  const deeper = settingsPage.peek() === null || settingsPage.peek() === '';
  if (deeper) history.pushState({ parlor: true }, '', path);
  else history.replaceState(history.state, '', path);
  look();
}

/** Back to where we came from: the browser's own way back where that was in this page. */
export function back(): void {
  if ((history.state as { parlor?: boolean } | null)?.parlor) history.back();
  else replace(null);
}

export function replace(id: string | null): void {
  history.replaceState(null, '', id ? `/c/${id}` : '/');
  look();
}

/** The code in the link that the server printed, `/#/setup?code=…`: behind the `#`, so that it reaches no log. */
export function setupCode(): string {
  const [place, query] = location.hash.slice(1).split('?');
  return place === '/setup' ? (new URLSearchParams(query).get('code') ?? '') : '';
}

export interface GateLink {
  kind: 'join' | 'reset';
  code: string;
}

/** The code in an invitation, `/#/join/…`, or in a link for a new password, `/#/reset/…`. */
export function gateLink(): GateLink | null {
  const [, kind, code] = /^#\/(join|reset)\/([\w-]+)$/.exec(location.hash) ?? [];
  return kind && code ? { kind: kind as GateLink['kind'], code } : null;
}
