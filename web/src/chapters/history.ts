// The chapter of history: pages of messages, from the end, further up, further down, and again after the line was down.

import { api, type PageOf } from '../api.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { ConversationId, History, MessageId } from '../protocol.ts';
import { conversation, readSeq } from '../state/conversations.ts';
import { tell } from '../state/notices.ts';
import { firstNew } from '../state/rows.ts';
import { myId } from '../state/session.ts';
import { find, forget, isHeld, listen, timeline, touch, update, type Timeline } from '../state/timelines.ts';
import { found } from '../state/view.ts';
import { opened, withNewer, withOlder, type Window } from '../state/window.ts';

const PAGE = 50;
const MOST = 200;

/** Calls under way, so that a scroll asks once. A newer call of the same conversation makes an older one void. */
const under = new Map<ConversationId, symbol>();
/** How to make those calls again that open a conversation, while they are under way. */
const openings = new Map<ConversationId, () => void>();

/** Where somebody wants to be at the end and could not be led there. */
let wanted: ConversationId | null = null;

/** The message that the reader looks at, if that is not the end: where a second reading begins. */
let place: MessageId | null = null;
export const lookAt = (id: MessageId | null): void => void (place = id);

/** What is on its way comes to nobody any more. */
export function forgetCalls(): void {
  under.clear();
  openings.clear();
  wanted = null;
}

/** False where it could not be had, null where a newer call made it void. */
async function page(id: ConversationId, wanted: PageOf | (() => Promise<History>), apply: (page: Window, held: Window) => Partial<Timeline>): Promise<boolean | null> {
  const mine = Symbol(id);
  const amend = listen(id);
  under.set(id, mine);
  openings.delete(id);
  try {
    const read = await (typeof wanted === 'function' ? wanted() : api.history(id, wanted));
    const come = amend(read);
    if (under.get(id) !== mine) return null;
    update(id, (held) => apply(come, held));
    return true;
  } catch {
    amend({ messages: [], hasBefore: false, hasAfter: false });
    if (under.get(id) !== mine) return null;
    update(id, (held) => (held.status === 'loading' ? { status: 'failed' } : {}));
    return false;
  } finally {
    if (under.get(id) === mine) {
      under.delete(id);
      openings.delete(id);
    }
  }
}

/** A page that takes the place of what is held: it is asked for again where the line comes up meanwhile. */
function opening(...call: Parameters<typeof page>): Promise<boolean | null> {
  let again: Promise<boolean | null> | null = null;
  const asked = page(...call);
  openings.set(call[0], () => void (again = opening(...call)));
  return asked.then((there) => there ?? again);
}

/** Pages that are looked through for where what is new begins: a thousand messages. */
const STEPS = 5;

/** The page around the first message that is new to somebody who has read up to there; the newest one where that is too far up. */
async function whereNew(id: ConversationId, readTo: number): Promise<History> {
  const newest = await api.history(id, { limit: MOST });
  let read = newest;
  const goesOn = () => read.hasBefore && (read.messages[0]?.seq ?? 0) > readTo + 1;
  for (let step = 1; step < STEPS && goesOn(); step += 1) read = await api.history(id, { before: read.messages[0]?._id, limit: MOST });
  const begins = firstNew(read.messages, myId(), readTo);
  const first = read.messages.find((message) => message.seq === begins);
  return goesOn() || !first || read === newest ? newest : api.history(id, { around: first._id, limit: 2 * PAGE });
}

/** Opens a conversation at its end, with enough of it to begin at what is new. */
export function openAtEnd(id: ConversationId): void {
  const held = timeline(id);
  touch(id);
  const shown = conversation(id);
  const unread = shown?.unreadCount ?? 0;
  const readTo = shown && unread > 0 ? readSeq(shown, myId()) : null;
  const { status, messages: there, hasBefore, hasAfter } = held.peek();
  const begins = !hasBefore || readTo === null || (there[0]?.seq ?? Infinity) <= readTo + 1;
  if (status === 'ready' && !hasAfter && begins) {
    update(id, ({ messages }) => ({ newFrom: readTo === null ? null : firstNew(messages, myId(), readTo), below: 0 }));
    return;
  }
  update(id, () => ({ status: 'loading', below: 0 }));
  // More than the server counts, where many are new: `seq` has no gaps.
  const behind = readTo === null ? 0 : Math.max(unread, (shown?.lastMessage?.seq ?? 0) - readTo) + 20;
  void opening(id, behind > MOST && readTo !== null ? () => whereNew(id, readTo) : { limit: Math.max(PAGE, behind) }, (read, { messages }) => ({
    ...opened(read, messages),
    newFrom: readTo === null ? null : firstNew(read.messages, myId(), readTo),
    status: 'ready',
  }));
}

/** Milliseconds until what could not be had is asked for again, while somebody stands where it would be. */
const AGAIN = 3_000;

/** A page beside what is held. Whoever has come to its edge scrolls no further, and would wait for ever. */
async function beside(ask: (id: ConversationId) => void, ...call: Parameters<typeof page>): Promise<void> {
  const [id] = call;
  if ((await page(...call)) !== false) return;
  setTimeout(() => openId.peek() === id && ask(id), AGAIN);
}

export function older(id: ConversationId): void {
  const { messages, hasBefore } = timeline(id).peek();
  const first = messages[0];
  if (!first || !hasBefore || under.has(id)) return;
  void beside(older, id, { before: first._id, limit: PAGE }, (read, held) => withOlder(held, read));
}

export function newerOnes(id: ConversationId): void {
  const { messages, hasAfter } = timeline(id).peek();
  const last = messages.at(-1);
  if (!last || !hasAfter || under.has(id)) return;
  void beside(newerOnes, id, { after: last._id, limit: PAGE }, (read, held) => withNewer(held, read));
}

/** Goes to a message, wherever it stands in the open conversation. */
export function goTo(id: ConversationId, messageId: MessageId): void {
  if (find(id, messageId)) {
    found.value = messageId;
    return;
  }
  void opening(id, { around: messageId, limit: PAGE }, (around) => {
    found.value = messageId;
    return { ...opened(around, []), status: 'ready' };
  }).then((there) => {
    if (there !== false) return;
    tell(t.errors.noMessage, true);
    if (timeline(id).peek().status === 'failed') openAtEnd(id);
  });
}

/** Leaves the middle of history for its end. */
export async function toEnd(id: ConversationId): Promise<void> {
  if (!timeline(id).peek().hasAfter) return update(id, () => ({ below: 0 }));
  wanted = id;
  await page(id, { limit: PAGE }, (found) => {
    wanted = null;
    return { ...opened(found, []), below: 0 };
  });
}

/** The line is up again: what could not be read is. */
export function tryAgain(): void {
  const id = openId.peek();
  if (id === null || !isHeld(id)) return;
  const unfinished = openings.get(id);
  if (unfinished) unfinished();
  else if (timeline(id).peek().status !== 'ready') openAtEnd(id);
  else if (wanted === id) void toEnd(id);
}

/** Nothing that is held holds any more: what is open is read again around what is looked at, the rest when it is opened. */
export function again(): void {
  const id = openId.peek();
  forget(id);
  if (id === null || !isHeld(id)) return;
  const unfinished = openings.get(id);
  if (unfinished) return unfinished();
  const wanted: PageOf = place ? { around: place, limit: MOST } : { limit: PAGE };
  const before = timeline(id).peek().messages;
  // Only what comes from now on is added to the answer: what was held may have changed meanwhile.
  void page(id, wanted, (read, { messages }) => ({
    ...opened(read, messages.filter((message) => !before.includes(message))),
    status: 'ready',
  }));
}
