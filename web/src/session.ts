// From nobody to somebody and back: starting, signing in, keeping the token fresh, signing out.

import { batch } from '@preact/signals';
import { api, CallError } from './api.ts';
import { list } from './chapters/conversations.ts';
import { clearAll, hear, ready } from './chapters/index.ts';
import { gateLink, go, openId, replace } from './lib/route.ts';
import { halfSpent } from './lib/token.ts';
import { t } from './locales/index.ts';
import type { EventFailure, SignedIn } from './protocol.ts';
import { close, open } from './socket.ts';
import { ordered } from './state/conversations.ts';
import { forgetDrafts, openDrafts } from './state/drafts.ts';
import { tell } from './state/notices.ts';
import { ended, info, me, stage, token } from './state/session.ts';

export { tryNow } from './socket.ts';

const KEY = 'token';
const AGAIN = 2_000;

/** Finds out what this server and this browser know of each other, and opens what follows from it. */
export async function start(): Promise<void> {
  token.value = localStorage.getItem(KEY);
  try {
    info.value = await api.info();
    if (info.value.setupRequired) {
      forget();
      stage.value = 'setup';
      return;
    }
    // A link for a new password counts, whoever is signed in here.
    if (token.value && gateLink()?.kind !== 'reset' && (await known())) {
      if (gateLink()) tell(t.gate.alreadyIn);
      enter();
    } else stage.value = 'out';
  } catch {
    stage.value = 'unreachable';
    setTimeout(() => void start(), AGAIN);
  }
}

/** Whether the server still accepts the token; on the way it is exchanged once half its life is over. */
async function known(): Promise<boolean> {
  try {
    if (halfSpent(token.value ?? '')) keep(await api.refresh());
    else me.value = await api.me();
    return true;
  } catch (error) {
    if (!(error instanceof CallError) || error.failure?.code !== 'unauthorized') throw error;
    forget();
    return false;
  }
}

function keep(signedIn: SignedIn): void {
  localStorage.setItem(KEY, signedIn.token);
  token.value = signedIn.token;
  me.value = signedIn.user;
}

/** Somebody is in: from an answer that says so, or with the token that was kept. A newcomer is led into the first room. */
export function enter(signedIn?: SignedIn, newcomer = false): void {
  batch(() => {
    if (signedIn) keep(signedIn);
    if (location.hash !== '') replace(null);
    openDrafts(me.value?._id ?? '');
    ended.value = false;
    stage.value = 'in';
  });
  void list().then(() => {
    const first = ordered.peek()[0];
    if (newcomer && first && openId.peek() === null) go(first._id);
  });
  open(() => token.peek(), { ...hear, error: failed }, connected, sessionEnded);
}

/** A page may stay open for months: whenever the line comes up, the token may have grown old. */
function connected(): void {
  ready();
  if (!halfSpent(token.peek() ?? '')) return;
  void api.refresh().then(
    (signedIn) => stage.peek() === 'in' && keep(signedIn),
    () => undefined,
  );
}

export async function signOut(): Promise<void> {
  forgetDrafts();
  const gone = api.logout().catch(() => undefined);
  leave();
  await gone;
}

function failed({ message }: EventFailure): void {
  if (message.includes('Authentication')) sessionEnded();
  else tell(message, true);
}

/** The server no longer accepts the token. */
function sessionEnded(): void {
  if (stage.peek() !== 'in') return;
  leave();
  ended.value = true;
}

function leave(): void {
  close();
  batch(() => {
    forget();
    clearAll();
    replace(null);
    stage.value = 'out';
  });
}

function forget(): void {
  localStorage.removeItem(KEY);
  token.value = null;
  me.value = null;
}

/** Signing out in one tab signs out in all of them. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEY || stage.peek() === 'opening') return;
    if (newValue === null) {
      if (stage.peek() === 'in') leave();
    } else if (stage.peek() === 'in') token.value = newValue;
    else location.reload();
  });
}
