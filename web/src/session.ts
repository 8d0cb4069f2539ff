// From nobody to somebody and back: starting, signing in, keeping the token fresh, signing out.

import { batch } from '@preact/signals';
import { api, CallError } from './api.ts';
import { list } from './chapters/conversations.ts';
import { endSession, endSessions } from './chapters/endings.ts';
import { goOn } from './chapters/files.ts';
import { clearAll, clearShown, hear, ready } from './chapters/index.ts';
import { flush } from './chapters/messages.ts';
import { compareVersion, pageIsOf } from './chapters/version.ts';
import { kept } from './lib/storage.ts';
import { gateLink, go, openId, replace, setupCode } from './lib/route.ts';
import * as store from './lib/store.ts';
import { hearTabsOf } from './lib/tabs.ts';
import { expired, halfSpent, userOf } from './lib/token.ts';
import { t } from './locales/index.ts';
import type { EventFailure, SignedIn } from './protocol.ts';
import { close, open } from './socket.ts';
import { ordered } from './state/conversations.ts';
import { openDrafts } from './state/drafts.ts';
import { tell } from './state/notices.ts';
import { openOutbox } from './state/outbox.ts';
import { knownUpTo } from './state/revision.ts';
import { ended, info, me, myId, stage, token } from './state/session.ts';
import { recall } from './state/shown.ts';

export { tryNow } from './socket.ts';

const KEY = 'token';
const AGAIN = 2_000;
/** Milliseconds between two looks at whether the token has grown old. */
const LOOK = 60 * 60_000;

/** Shows what was shown last where there is something; then finds out what this server and this browser know of each other. */
export async function start(): Promise<void> {
  token.value = kept.read(KEY);
  setInterval(renew, LOOK);
  void endSessions();
  const user = userOf(token.value ?? '');
  // Who follows a link to the gate is first asked what the server makes of it.
  if (user !== null && setupCode() === '' && gateLink() === null) {
    store.openStore(user);
    if (await recall()) return enter();
  }
  await ask();
}

async function ask(): Promise<void> {
  try {
    info.value = await api.info();
    pageIsOf(info.value.version);
    if (info.value.setupRequired) {
      letGo();
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
    setTimeout(() => void ask(), AGAIN);
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
    const user = userOf(token.peek() ?? '');
    if (user !== null) void store.clearShown(user);
    letGo();
    ended.value = true;
    return false;
  }
}

function keep(signedIn: SignedIn): void {
  kept.write(KEY, signedIn.token);
  token.value = signedIn.token;
  me.value = signedIn.user;
}

/** Somebody is in: from an answer that says so, or with the token that was kept. A newcomer is led into the first room. */
export function enter(signedIn?: SignedIn, newcomer = false): void {
  batch(() => {
    if (signedIn) keep(signedIn);
    if (location.hash !== '') replace(null);
    ended.value = false;
    stage.value = 'in';
  });
  const id = me.peek()?._id ?? '';
  store.openStore(id);
  hearTabsOf(id);
  void openDrafts();
  void goOn();
  void openOutbox().then(flush);
  if (knownUpTo() === null) {
    void list().then(() => {
      const first = ordered.peek()[0];
      if (newcomer && first && openId.peek() === null) go(first._id);
    });
  }
  open(() => token.peek(), { ...hear, error: failed }, connected, sessionEnded);
}

/** Whenever the line comes up, the token may have grown old, and the server be another. */
function connected(): void {
  ready();
  void compareVersion();
  renew();
}

/** A page may stay open for months, and its line as long. */
function renew(): void {
  const old = token.peek() ?? '';
  if (stage.peek() !== 'in' || ended.peek() || !halfSpent(old)) return;
  void api.refresh().then(
    // Somebody may have signed in again meanwhile, here or in another tab.
    (signedIn) => token.peek() === old && keep(signedIn),
    () => undefined,
  );
}

export function signOut(): void {
  const user = me.peek()?._id;
  const old = token.peek();
  leave();
  if (user) store.eraseStore(user);
  if (old) endSession(old);
}

function failed({ event, message }: EventFailure): void {
  if (message.includes('Authentication')) sessionEnded();
  // Nobody asked for that one to be said.
  else if (event !== 'typing') tell(message, true);
}

/** The server no longer accepts the token: whoever is here is asked to sign in again, and finds what they wrote as they left it. */
function sessionEnded(): void {
  if (stage.peek() !== 'in' || ended.peek()) return;
  close();
  // A token that only grew old is no reason to think that somebody else sits here. One that was withdrawn may be.
  if (!expired(token.peek() ?? '')) {
    clearShown();
    void store.clearShown(myId());
  }
  ended.value = true;
  void api.info().then(
    (now) => now.setupRequired && leave(),
    () => undefined,
  );
}

/** Back to the gate; what was written and not sent stays on the disk, for whoever wrote it. */
function leave(): void {
  close();
  batch(() => {
    letGo();
    clearAll();
    replace(null);
    ended.value = false;
    stage.value = info.peek()?.setupRequired ? 'setup' : 'out';
  });
}

/** Nobody is here any more. */
function letGo(): void {
  kept.write(KEY, null);
  hearTabsOf('');
  store.closeStore();
  token.value = null;
  me.value = null;
}

/** Signing out in one tab signs out in all of them, and signing in again lets all of them go on. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEY || stage.peek() === 'opening') return;
    if (newValue === null) {
      if (stage.peek() === 'in') leave();
    } else if (stage.peek() !== 'in' || userOf(newValue) !== me.peek()?._id) {
      location.reload();
    } else {
      token.value = newValue;
      if (ended.peek()) enter();
    }
  });
}
