// What is written and not sent: a text a conversation, which message it answers, and edits under way. Survives a reload, a crash and a session that ends, not signing out.

import { batch, signal, type Signal } from '@preact/signals';
import { readAll, write, type Change } from '../lib/store.ts';
import { fromTabs, tellTabs } from '../lib/tabs.ts';
import type { ConversationId, Message, MessageId } from '../protocol.ts';
import { kept, noteKept } from './kept.ts';

type Drafts = Readonly<Record<ConversationId, string>>;

export const drafts = signal<Drafts>({});

/** Which message a draft answers. */
export const answers = signal<Readonly<Record<ConversationId, MessageId>>>({});

/** An edit under way: the message as it was when it was last typed at, and its new words. */
export interface Revision {
  message: Message;
  text: string;
}

/** Those that were begun and neither saved nor given up. */
export const revisions = signal<Readonly<Record<MessageId, Revision>>>({});
export const hasRevisions = (): boolean => Object.keys(revisions.peek()).length > 0;
/** What was left here has been taken up. */
export const restored = signal(false);

/** Beside the drafts on the disk, which have no word before their id. */
const ANSWER = 'answer ';
const REVISION = 'revision ';

/** Changed and not on its way to the disk, by key: one write at a time, the newest of each. */
const changed = new Map<string, unknown>();
let writing = false;

/** Takes up what this person left here; what was typed meanwhile is newer. */
export async function openDrafts(): Promise<void> {
  const found = [...(await readAll<unknown>('drafts'))];
  const under = <Value>(word: string) =>
    Object.fromEntries(found.filter(([key]) => key.startsWith(word)).map(([key, value]) => [key.slice(word.length), value as Value]));
  batch(() => {
    drafts.value = { ...Object.fromEntries(found.filter(([key]) => !key.includes(' ')) as [ConversationId, string][]), ...drafts.peek() };
    answers.value = { ...under<MessageId>(ANSWER), ...answers.peek() };
    revisions.value = { ...under<Revision>(REVISION), ...revisions.peek() };
    restored.value = true;
  });
}

/** Undefined: nothing there any more. False: it was so already. */
function put<Value>(all: Signal<Readonly<Record<string, Value>>>, id: string, value: Value | undefined): boolean {
  const { [id]: old, ...rest } = all.peek();
  if (old === value) return false;
  all.value = value === undefined ? rest : { ...rest, [id]: value };
  return true;
}

function keep(key: string, value: unknown): void {
  changed.set(key, value);
  if (!writing) void save();
}

export function setDraft(id: ConversationId, text: string): void {
  if (!put(drafts, id, text || undefined)) return;
  tellTabs('draft', { id, text });
  keep(id, text || undefined);
}

export function setAnswer(id: ConversationId, message: MessageId | undefined): void {
  if (put(answers, id, message)) keep(ANSWER + id, message);
}

/** As it was: nothing to go on with. */
export function setRevision(message: Message, text: string): void {
  const revision = text === message.content ? undefined : { message, text };
  if (put(revisions, message._id, revision)) keep(REVISION + message._id, revision);
}

/** Saved, given up, or not to be saved any more. */
export function dropRevision(id: MessageId): void {
  if (put(revisions, id, undefined)) keep(REVISION + id, undefined);
}

async function save(): Promise<void> {
  writing = true;
  while (changed.size > 0) {
    const now = [...changed];
    changed.clear();
    const written = await write(now.map(([key, value]) => ['drafts', key, value]));
    noteKept(written);
    if (written) continue;
    // With the next key it is tried again.
    for (const [key, value] of now) if (!changed.has(key)) changed.set(key, value);
    break;
  }
  writing = false;
}

/** It is being sent: it is gone from the composers here and in the other tabs; the queue takes it from the disk. */
export function sendDraft(id: ConversationId): void {
  changed.delete(id);
  changed.delete(ANSWER + id);
  put(answers, id, undefined);
  if (put(drafts, id, undefined)) tellTabs('draft', { id, text: '' });
}

/** What is left of a draft beside its message, for the one write that queues it. */
export const draftOf = (id: ConversationId): Change[] => [
  ['drafts', id, drafts.peek()[id]],
  ['drafts', ANSWER + id, answers.peek()[id]],
];

/** What is typed in one tab is there in the others; what was not yet written is written before the page goes. */
export function followDrafts(): void {
  fromTabs('draft', ({ id, text }) => void put(drafts, id, text || undefined));
  addEventListener('pagehide', () => void save());
  addEventListener('beforeunload', (event) => {
    if (!kept.peek() && [drafts, revisions].some((each) => Object.keys(each.peek()).length > 0)) event.preventDefault();
  });
}

/** Lets go of it all; on the disk it stays. */
export function closeDrafts(): void {
  restored.value = false;
  revisions.value = {};
  answers.value = {};
  drafts.value = {};
  changed.clear();
  kept.value = true;
}
