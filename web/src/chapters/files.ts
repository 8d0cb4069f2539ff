// The chapter of files: bringing them to the server, and the addresses by which a page may show them.

import { api, CallError, type Sending } from '../api.ts';
import { clientId } from '../lib/ids.ts';
import { fileSize } from '../lib/size.ts';
import { t } from '../locales/index.ts';
import type { ConversationId, FileToken } from '../protocol.ts';
import {
  addAttachment, attachments, forgetAttachments, isUnderWay, keepPicture, openAttachments, setAttachment, takeAttachment, type Attachment,
} from '../state/attachments.ts';
import { info } from '../state/session.ts';

/** At once, beside what the server allows: more only makes each of them slower. */
const AT_ONCE = 3;
/** Tries of one that the server puts off. */
const TRIES = 5;

const sendings = new Map<string, Sending>();

export function attach(conversationId: ConversationId, files: Iterable<File>): void {
  const most = info.peek()?.limits.fileBytes ?? Infinity;
  for (const file of files) {
    const failed = file.size > most ? t.files.tooLarge(fileSize(most)) : file.size === 0 ? t.files.empty : null;
    const preview = failed === null && file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
    addAttachment({ id: clientId(), conversationId, file, preview, part: 0, stored: null, failed, refused: failed !== null });
  }
  next();
}

/** Goes on with what was picked before the page was loaded anew. */
export async function goOn(): Promise<void> {
  if (await openAttachments()) next();
}

export function again(id: string): void {
  setAttachment(id, { failed: null, part: 0 });
  next();
}

export function detach({ id, preview }: Attachment): void {
  sendings.get(id)?.stop();
  sendings.delete(id);
  takeAttachment(id);
  if (preview) URL.revokeObjectURL(preview);
  next();
}

/** It goes out with a message; its picture stays at hand. */
export function hand({ id, preview, stored }: Attachment): void {
  if (preview && stored) keepPicture(stored.fileUrl, preview);
  takeAttachment(id);
}

function next(): void {
  const room = Math.min(AT_ONCE, info.peek()?.limits.uploadsMax ?? AT_ONCE) - sendings.size;
  const waiting = attachments.peek().filter((each) => isUnderWay(each) && !sendings.has(each.id));
  for (const each of waiting.slice(0, Math.max(0, room))) void bring(each, TRIES);
}

async function bring(attachment: Attachment, tries: number): Promise<void> {
  const { id, file } = attachment;
  const mine = api.upload(file, (part) => setAttachment(id, { part }));
  sendings.set(id, mine);
  try {
    const stored = await mine.done;
    setAttachment(id, { stored, part: 1 });
  } catch (error) {
    const failure = error instanceof CallError ? error.failure : null;
    if (failure?.retryAfter !== undefined && tries > 1) {
      await new Promise((resolve) => setTimeout(resolve, (failure.retryAfter ?? 1) * 1_000));
      if (sendings.get(id) === mine) return bring(attachment, tries - 1);
      return;
    }
    setAttachment(id, { failed: failure?.message ?? t.files.failed, refused: failure?.code === 'payload_too_large' });
  }
  sendings.delete(id);
  next();
}

/** A token for reading files is good for 15 minutes; after ten the next one is asked for. */
const FRESH = 10 * 60_000;
let pass: { asked: number; answer: Promise<FileToken> } | null = null;
let known: string | null = null;
/** Many pictures may be refused at once: one new token is enough for all of them. */
const JUST = 10_000;

function passed(renew: boolean): Promise<FileToken> {
  if (!pass || Date.now() - pass.asked > (renew ? JUST : FRESH)) {
    const answer = api.fileToken();
    const mine = { asked: Date.now(), answer };
    pass = mine;
    known = null;
    answer.then(
      ({ token }) => pass === mine && (known = token),
      () => pass === mine && (pass = null),
    );
  }
  return pass.answer;
}

const withPass = (url: string, token: string): string => `${url}${url.includes('?') ? '&' : '?'}token=${encodeURIComponent(token)}`;

/** Only what this server keeps takes a token; the rest is an address like any other. */
export const isOurs = (url: string): boolean => /^\/(?!\/)/.test(url);

/** The address of a file of this server, for an `img` or an `a`, which cannot send a header. `renew`: the last one was refused. */
export async function addressOf(url: string, renew = false): Promise<string> {
  return withPass(url, (await passed(renew)).token);
}

/** The same at once, where a token is at hand. */
export function addressNow(url: string): string | null {
  return known !== null && pass && Date.now() - pass.asked <= FRESH ? withPass(url, known) : null;
}

export function forgetFiles(): void {
  for (const sending of sendings.values()) sending.stop();
  sendings.clear();
  pass = null;
  known = null;
  forgetAttachments();
}
