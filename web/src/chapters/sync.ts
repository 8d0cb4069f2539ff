// The chapter of catching up: after the line was down, what changed meanwhile, and only that.

import { batch } from '@preact/signals';
import { api } from '../api.ts';
import { openId } from '../lib/route.ts';
import type { Changes, ConversationId, Message } from '../protocol.ts';
import { ask, failed } from '../socket.ts';
import { connected } from '../state/connection.ts';
import { change, conversation, conversations, putAsOf, readSeq, setAll } from '../state/conversations.ts';
import { outbox, take } from '../state/outbox.ts';
import { forgetQuotes, noteQuote } from '../state/quotes.ts';
import { complete, knownUpTo, learn, unlearn } from '../state/revision.ts';
import { firstNew } from '../state/rows.ts';
import { myId } from '../state/session.ts';
import { alter, timeline, update } from '../state/timelines.ts';
import { atEnd, editing, visible } from '../state/view.ts';
import { purged, withRanges, withSynced } from '../state/window.ts';
import { endEdit, forgetEverywhere } from './changes.ts';
import { list, out } from './conversations.ts';
import { again } from './history.ts';
import { known } from './people.ts';
import { noteReading } from './receipts.ts';

/** Changes in a page: as many as the server gives. */
const PAGE = 500;
/** Beyond so many pages it is less to read what is shown than what changed. */
const PAGES = 20;
/** Milliseconds before a call that failed on a good line is made again. */
const AGAIN = 2_000;

let current = Symbol();

/** Reads everything that changed after what is known. A newer call makes an older one void. */
export async function catchUp(): Promise<void> {
  const mine = (current = Symbol());
  const off = () => current !== mine || !connected.peek();
  if (knownUpTo() === null) await list();
  if (off()) return;
  for (let pages = 0; ; pages += 1) {
    const since = knownUpTo();
    if (since === null || pages === PAGES) return startOver(off, false);
    const answer = await ask('sync', { since, limit: PAGE });
    if (off()) return;
    if (answer === null || (failed(answer) && answer.code !== 'conflict')) {
      await pause((answer?.retryAfter ?? 0) * 1_000 || AGAIN);
      if (off()) return;
      continue;
    }
    // The server knows less than we do: it was put back to an earlier state.
    if (failed(answer)) return startOver(off, true);
    apply(answer.changes, answer.rev);
    learn(answer.rev);
    if (!answer.more) break;
  }
  complete();
}

/** Reads what is shown instead of what changed. `reset`: nothing that is known holds any more. */
async function startOver(off: () => boolean, reset: boolean): Promise<void> {
  for (;;) {
    const list = await api.conversations().catch(() => null);
    if (off()) return;
    if (list) {
      if (reset) unlearn();
      setAll(list.conversations, reset ? Infinity : list.rev);
      learn(list.rev);
      again();
      forgetQuotes();
      complete();
      return;
    }
    await pause(AGAIN);
    if (off()) return;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function apply(changed: Changes, rev: number): void {
  batch(() => {
    for (const id of changed.removed) if (conversation(id)) out(id);
    for (const user of changed.users) known(user);
    for (const each of changed.conversations) putAsOf(each, rev);
    for (const message of changed.messages) {
      noteQuote(message);
      if (message.deleted) forgetEverywhere(message._id);
    }
    for (const [id, messages] of perConversation(changed.messages)) bring(id, messages);
    for (const reads of changed.reads) {
      alter(reads.conversationId, (window) => withRanges(window, reads));
      noteReading(reads);
    }
    for (const { conversationId, beforeSeq } of changed.purged) {
      alter(conversationId, (window) => purged(window, beforeSeq));
      change(conversationId, (old) => ({ ...old, firstSeq: Math.max(old.firstSeq, beforeSeq) }));
    }
  });
}

/** What became of the message that is being edited. */
function catchUpEdit(message: Message): void {
  if (message.deleted) endEdit(message._id);
  else if (editing.peek()?._id === message._id) editing.value = message;
}

function perConversation(messages: readonly Message[]): Map<ConversationId, Message[]> {
  const all = new Map<ConversationId, Message[]>();
  for (const message of messages) {
    const there = all.get(message.conversationId);
    if (there) there.push(message);
    else all.set(message.conversationId, [message]);
  }
  return all;
}

/** Puts messages into the held part of their conversation, and shows where the new ones begin to somebody who has it open. */
function bring(id: ConversationId, messages: readonly Message[]): void {
  for (const { clientId, sender } of messages) if (clientId && sender._id === myId()) take(clientId);
  for (const message of messages) catchUpEdit(message);
  if (!conversations.peek().has(id)) return;
  const open = openId.peek() === id;
  const last = open ? (timeline(id).peek().messages.at(-1)?.seq ?? 0) : 0;
  alter(id, (window) => withSynced(window, messages, open && !atEnd.peek()));
  const where = conversation(id);
  if (!open || !where || last === 0) return;
  const fresh = messages.filter((message) => message.seq > Math.max(last, readSeq(where, myId())));
  const newFrom = firstNew([...fresh].sort((a, b) => a.seq - b.seq), myId(), 0);
  if (newFrom === null) return;
  const count = fresh.filter((message) => message.sender._id !== myId() && !message.deleted).length;
  const followed = atEnd.peek();
  // Who has just written wants to be where they wrote.
  const moves = followed && !outbox.peek().some((item) => item.conversationId === id);
  update(id, (old) => ({
    newFrom: old.newFrom ?? newFrom,
    below: followed && visible.peek() ? old.below : old.below + count,
    placed: moves && old.newFrom === null ? old.placed + 1 : old.placed,
  }));
}
