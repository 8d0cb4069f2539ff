// What the list of messages shows, row by row: days, the line where new ones begin, and turns. Pure.

import type { Message, UserId } from '../protocol.ts';
import type { Outgoing } from './outbox.ts';

export type Row =
  | { kind: 'day'; key: string; moment: string }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: Message; mine: boolean; first: boolean; last: boolean }
  | { kind: 'outgoing'; key: string; item: Outgoing; first: boolean; last: boolean };

export interface Shown {
  messages: readonly Message[];
  outgoing: readonly Outgoing[];
  me: UserId;
  /** The `seq` of the first message above which the line of new ones stands. */
  newFrom: number | null;
  dayOf: (moment: string) => number;
}

/** A turn ends after this silence, in milliseconds. */
const TURN = 5 * 60_000;

interface Spoken {
  sender: UserId;
  at: number;
  day: number;
}

export function rows({ messages, outgoing, me, newFrom, dayOf }: Shown): Row[] {
  const made: Row[] = [];
  let before: Spoken | null = null;
  let lined = false;

  const speak = (sender: UserId, moment: string, lineFirst: boolean): boolean => {
    const now: Spoken = { sender, at: Date.parse(moment), day: dayOf(moment) };
    const newDay = before === null || before.day !== now.day;
    if (newDay) made.push({ kind: 'day', key: `day ${now.day} ${made.length === 0 ? 'first' : ''}`, moment });
    if (lineFirst) made.push({ kind: 'new', key: 'new' });
    const first = newDay || lineFirst || before === null || before.sender !== sender || now.at - before.at > TURN;
    const previous = made.at(-1);
    if (!first && previous && 'last' in previous) previous.last = false;
    before = now;
    return first;
  };

  for (const message of messages) {
    const mine = message.sender._id === me;
    const lineHere: boolean = !lined && newFrom !== null && message.seq >= newFrom;
    lined ||= lineHere;
    const first = speak(message.sender._id, message.createdAt, lineHere);
    made.push({ kind: 'message', key: keyOf(message, mine), message, mine, first, last: true });
  }
  // The answer to it may still be on its way.
  const stored = new Set(messages.map((message) => message.sender._id === me && message.clientId));
  for (const item of outgoing) {
    if (stored.has(item.clientId)) continue;
    const first = speak(me, item.createdAt, false);
    made.push({ kind: 'outgoing', key: item.clientId, item, first, last: true });
  }
  return made;
}

/** My message keeps the key that it had while it was waiting, so that its row stays the same element. */
export const keyOf = (message: Message, mine: boolean): string => (mine && message.clientId) || message._id;

/** Under which of my messages "Read" stands: the newest that somebody has read. */
export function newestRead(messages: readonly Message[], me: UserId): string | null {
  return messages.findLast((message) => message.sender._id === me && message.status === 'read' && !message.deleted)?._id ?? null;
}

/** From where on messages are new for somebody who has read up to `lastReadSeq`; null where nothing is. */
export function firstNew(messages: readonly Message[], me: UserId, lastReadSeq: number): number | null {
  return messages.find((message) => message.seq > lastReadSeq && message.sender._id !== me && !message.deleted)?.seq ?? null;
}
