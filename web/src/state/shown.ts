// What was shown last, kept in the browser: the next start shows it at once, and catches up from there.

import { effect } from '@preact/signals';
import { readAll, write, type Change } from '../lib/store.ts';
import { tab } from '../lib/tabs.ts';
import type { Conversation, Info, User } from '../protocol.ts';
import { conversations, listed, setAll } from './conversations.ts';
import { knownUpTo, learn } from './revision.ts';
import { info, me, stage } from './session.ts';
import { allHeld, changes, hold } from './timelines.ts';
import type { Window } from './window.ts';

/** Messages of a conversation that are kept. */
const MOST = 50;
/** Milliseconds for changes to gather. */
const GATHER = 1_000;
const HEAD = 'head';

interface Head {
  /** Windows of another tab than the one that wrote this may be older than `rev`. */
  tab: string;
  rev: number;
  info: Info;
  me: User;
  conversations: Conversation[];
}

interface Kept extends Window {
  tab: string;
}

/** The windows as they were kept, so that only what changed is written. */
const written = new Map<string, readonly unknown[]>();

/** Shows what was kept of this person. False: there is nothing. */
export async function recall(): Promise<boolean> {
  const all = await readAll<Head | Kept>('shown');
  const head = all.get(HEAD) as Head | undefined;
  if (!head || head.me === undefined) return false;
  info.value = head.info;
  me.value = head.me;
  setAll(head.conversations, head.rev);
  learn(head.rev);
  const mine = new Set(head.conversations.map(({ _id }) => _id));
  for (const [id, { tab: by, messages, hasBefore, hasAfter }] of all as Map<string, Kept>) {
    if (mine.has(id) && by === head.tab) hold(id, { messages, hasBefore, hasAfter });
  }
  return true;
}

/** Only what reaches to the end can be caught up with by what changes. */
function windows(): Map<string, Kept> {
  const all = new Map<string, Kept>();
  for (const [id, { status, messages, hasBefore, hasAfter }] of allHeld()) {
    if (status !== 'ready' || hasAfter) continue;
    all.set(id, { tab, messages: messages.slice(-MOST), hasBefore: hasBefore || messages.length > MOST, hasAfter });
  }
  return all;
}

function remember(): void {
  const rev = knownUpTo();
  if (stage.peek() !== 'in' || !listed.peek() || rev === null || !info.peek() || !me.peek()) return;
  const head = { tab, rev, info: info.peek(), me: me.peek(), conversations: [...conversations.peek().values()] };
  const now = windows();
  const held = new Map(allHeld());
  const next: Change[] = [['shown', HEAD, head]];
  for (const id of written.keys()) {
    if (now.has(id)) continue;
    next.push(['shown', id]);
    written.delete(id);
  }
  for (const [id, kept] of now) {
    const messages = held.get(id)?.messages ?? [];
    if (written.get(id) === messages) continue;
    next.push(['shown', id, kept]);
    written.set(id, messages);
  }
  void write(next);
}

/** Nothing is written of what is not shown any more. */
export const forgetShown = (): void => written.clear();

/** Keeps what is shown, a moment after it changed and before the page goes. */
export function keepShown(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    remember();
  };
  effect(() => {
    void conversations.value;
    void changes.value;
    void info.value;
    void me.value;
    timer ??= setTimeout(now, GATHER);
  });
  addEventListener('pagehide', now);
}
