// Files that were picked and are not sent yet, and how far each has come.

import { signal } from '@preact/signals';
import type { ConversationId, FileInfo, MessageKind } from '../protocol.ts';

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

export const attached = (id: ConversationId): Attachment[] => attachments.value.filter((each) => each.conversationId === id);

export const isUnderWay = (each: Attachment): boolean => each.stored === null && each.failed === null;

export function addAttachment(attachment: Attachment): void {
  attachments.value = [...attachments.peek(), attachment];
}

export function setAttachment(id: string, change: Partial<Attachment>): void {
  attachments.value = attachments.peek().map((each) => (each.id === id ? { ...each, ...change } : each));
}

export function takeAttachment(id: string): void {
  attachments.value = attachments.peek().filter((each) => each.id !== id);
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
  attachments.value = [];
}
