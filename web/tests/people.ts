// Ann, Bo and Cy, and what they write.

import type { Message, Person } from '../src/protocol.ts';

export const person = (name: string): Person => ({ _id: `user_${name.toLowerCase()}`, username: name.toLowerCase(), displayName: name, avatar: null });
export const ann = person('Ann');
export const bo = person('Bo');
export const cy = person('Cy');

const START = Date.UTC(2026, 10, 22, 13, 0);
export const minute = (n: number): string => new Date(START + n * 60_000).toISOString();
/** Days by UTC, so that a test reads the same everywhere. */
export const dayOf = (moment: string): number => Math.floor(Date.parse(moment) / 86_400_000);

export function message(more: Partial<Message> & { seq: number }): Message {
  return {
    _id: `msg_${more.seq}`,
    conversationId: 'conv_1',
    sender: ann,
    content: 'words',
    type: 'text',
    status: 'sent',
    createdAt: minute(more.seq),
    rev: more.seq,
    readBy: [],
    readByCount: 0,
    ...more,
  };
}

export const run = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, at) => message({ seq: from + at }));
