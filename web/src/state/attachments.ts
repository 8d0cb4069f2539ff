// Files that were picked and are not sent yet, and how far each has come. They survive a reload of their tab.

import { batch, signal } from '@preact/signals';
import { keptHere } from '../lib/storage.ts';
import { readAll, write } from '../lib/store.ts';
import { tab } from '../lib/tabs.ts';
import type { ConversationId, FileInfo, MessageKind } from '../protocol.ts';
import { isAwaited, type Outgoing } from './outbox.ts';

export interface Attachment {
  id: string;
  conversationId: ConversationId;
  file: File;
  /** The address of the picture itself, in this browser. */
  preview: string | null;
  /** The part that has left, 0 to 1. */
  part: number;
  /** Once the server has it. */
  stored: FileInfo | null;
  /** One sentence. */
  failed: string | null;
  /** It makes no sense to try again. */
  refused: boolean;
}

export const attachments = signal<readonly Attachment[]>([]);
/** Those from before are here: one that is not among them now is nowhere. */
export const picked = signal(false);

/** Those beside the draft; others belong to a message that is sent already. */
export const attached = (id: ConversationId): Attachment[] => attachments.value.filter((each) => each.conversationId === id && !isAwaited(each.id));

/** Whether any wait here or in another tab. */
export const anyAttached = async (): Promise<boolean> => attachments.peek().some((each) => !each.refused) || (await readAll('files')).size > 0;

export const isUnderWay = (each: Attachment): boolean => each.stored === null && each.failed === null;

export function addAttachment(attachment: Attachment): void {
  attachments.value = [...attachments.peek(), attachment];
  if (attachment.failed === null) void keep(attachment);
}

export function setAttachment(id: string, change: Partial<Attachment>): void {
  attachments.value = attachments.peek().map((each) => (each.id === id ? { ...each, ...change } : each));
  const changed = attachments.peek().find((each) => each.id === id);
  if (change.stored && changed && kept.has(id)) void keep(changed);
}

export function takeAttachment(id: string): void {
  attachments.value = attachments.peek().filter((each) => each.id !== id);
  if (kept.delete(id)) void write([['files', id]]);
}

interface Kept extends Pick<Attachment, 'conversationId' | 'file' | 'stored'> {
  /** The tab that they are in, across its reloads. */
  tab: string;
  /** Milliseconds, and one more than the one before in any case: the order in which they were picked. */
  at: number;
}

/** So many bytes are kept of all of them together; what comes on top is lost with the page, which asks before it goes. */
const MOST_KEPT = 64 * 1024 * 1024;
/** Milliseconds that they are kept: the server forgets what nobody sent as soon. */
const LASTS = 23 * 60 * 60_000;
/** Those that are on the disk: how large, and since when. */
const kept = new Map<string, { size: number; at: number }>();
let last = 0;

function thisTab(): string {
  const name = keptHere.read('tab') ?? tab;
  keptHere.write('tab', name);
  return name;
}

async function keep({ id, conversationId, file, stored }: Attachment): Promise<void> {
  const { at } = kept.get(id) ?? { at: (last = Math.max(Date.now(), last + 1)) };
  kept.set(id, { size: file.size, at });
  if ([...kept.values()].reduce((sum, { size }) => sum + size, 0) > MOST_KEPT) return void kept.delete(id);
  const next: Kept = { conversationId, file, stored, tab: thisTab(), at };
  if (!(await write([['files', id, next]]))) kept.delete(id);
  // It was sent or taken away meanwhile.
  else if (!attachments.peek().some((each) => each.id === id)) void write([['files', id]]);
}

/** What was picked in this tab before it was loaded anew, and what a message waits for, wherever that was; what other tabs left behind
 *  long ago is let go of. */
export async function openAttachments(): Promise<boolean> {
  const [found, queued] = await Promise.all([readAll<Kept>('files'), readAll<Outgoing>('outbox')]);
  const awaited = new Set([...queued.values()].map(({ upload }) => upload?.id));
  const here = thisTab();
  const old = [...found].filter(([, { at }]) => Date.now() - at > LASTS);
  if (old.length > 0) void write(old.map(([id]) => ['files', id]));
  const mine = [...found].filter(([id, { at, tab }]) => (tab === here || awaited.has(id)) && Date.now() - at <= LASTS && !attachments.peek().some((each) => each.id === id));
  mine.sort(([, a], [, b]) => a.at - b.at);
  for (const [id, { file, at }] of mine) kept.set(id, { size: file.size, at });
  const back = mine.map(([id, { conversationId, file, stored }]): Attachment => {
    const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
    return { id, conversationId, file, preview, part: stored ? 1 : 0, stored, failed: null, refused: false };
  });
  batch(() => {
    attachments.value = [...back, ...attachments.peek()];
    picked.value = true;
  });
  return back.length > 0;
}

/** Asks before those that are not kept are lost with the page. */
export function followAttachments(): void {
  addEventListener('beforeunload', (event) => {
    if (attachments.peek().some((each) => !each.refused && !kept.has(each.id))) event.preventDefault();
  });
}

/** A picture that the server could not read to its end is shown as a file. */
export const kindOf = (file: FileInfo): MessageKind => (file.thumbnailUrl ? 'image' : 'file');

/** Pictures of mine that this browser still has, by `fileUrl`: shown at once, and not read back from the server. */
const own = new Map<string, string>();
const MOST = 24;

export function keepPicture(fileUrl: string, address: string): void {
  own.set(fileUrl, address);
  const oldest = own.keys().next().value;
  if (own.size <= MOST || oldest === undefined) return;
  URL.revokeObjectURL(own.get(oldest) ?? '');
  own.delete(oldest);
}

export const ownPicture = (fileUrl: string): string | undefined => own.get(fileUrl);

export function forgetAttachments(): void {
  for (const address of [...own.values(), ...attachments.peek().map((each) => each.preview)]) if (address) URL.revokeObjectURL(address);
  own.clear();
  kept.clear();
  picked.value = false;
  attachments.value = [];
}
