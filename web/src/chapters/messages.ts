// The chapter of messages: sending until it is stored, and hearing what others sent.

import { effect } from '@preact/signals';
import { clientId } from '../lib/ids.ts';
import { unmarked } from '../lib/markdown.ts';
import { tab } from '../lib/tabs.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { ConversationId, Message, MessageId, ReceiveMessage } from '../protocol.ts';
import { ask, failed } from '../socket.ts';
import { connected } from '../state/connection.ts';
import { conversation, firstName, noteMessage, title } from '../state/conversations.ts';
import { speak } from '../state/notices.ts';
import { attachments, kindOf, picked, type Attachment } from '../state/attachments.ts';
import { emoji, spelled } from '../state/emoji.ts';
import { enqueue, fill, outbox, setFailed, take, type Outgoing } from '../state/outbox.ts';
import { myId } from '../state/session.ts';
import { alter, find, timeline, update } from '../state/timelines.ts';
import { setTyping } from '../state/typing.ts';
import { atEnd, visible } from '../state/view.ts';
import { withMessage } from '../state/window.ts';
import { call } from './calls.ts';
import { again, detach, hand } from './files.ts';
import { toEnd } from './history.ts';

/** Refused for now, not for good: tried again after what the server asks for. */
const PASSING = ['rate_limited', 'unavailable', 'timeout', 'unauthorized'];
/** What was written in another tab is left to that tab for so many milliseconds. */
const THEIRS = 5_000;
let sending = false;

/** What goes along with the words. */
interface Along {
  replyTo?: MessageId | undefined;
  attachment?: Attachment | undefined;
}

/** Takes it at once, whatever it still waits for. */
export function send(conversationId: ConversationId, written: string, { replyTo, attachment }: Along = {}): void {
  const content = emoji.peek()?.withEmoji(written) ?? written;
  const file = attachment && (attachment.stored ? { file: attachment.stored } : { upload: { id: attachment.id, name: attachment.file.name } });
  const along = { ...(replyTo && { replyTo }), ...file };
  if (attachment?.stored) hand(attachment);
  enqueue({ clientId: clientId(), conversationId, content, ...along, createdAt: new Date().toISOString() });
  void flush();
  if (timeline(conversationId).peek().hasAfter) void toEnd(conversationId);
}

export function retry(item: Outgoing): void {
  if (item.upload) again(item.upload.id);
  setFailed(item.clientId, null);
  void flush();
}

export const discard = (item: Outgoing): void => take(item.clientId);

/** Its file is not to go along after all. */
export function withoutFile(item: Outgoing): void {
  if (item.content === '') return discard(item);
  fill(item.clientId, null);
  void flush();
}

/** A message goes out when its file is up, wherever one is by then; where the file fails, so does the message. */
export function followUploads(): void {
  let awaited: readonly string[] = [];
  effect(() => {
    // What nothing waits for any more, as when another tab was faster, goes: it is no part of a draft.
    const before = awaited;
    awaited = outbox.value.flatMap(({ upload }) => upload?.id ?? []);
    for (const each of attachments.peek()) if (before.includes(each.id) && !awaited.includes(each.id)) detach(each);
    for (const { clientId, upload, failed, tab: by } of outbox.value) {
      if (!upload || failed !== null || by !== tab) continue;
      const attachment = attachments.value.find(({ id }) => id === upload.id);
      if (attachment ? attachment.failed !== null : picked.value) setFailed(clientId, attachment?.failed ?? t.files.failed);
      if (!attachment?.stored) continue;
      fill(clientId, attachment.stored);
      hand(attachment);
      void flush();
    }
  });
}

/** One after the other, so that the order stays; the `clientId` keeps what had arrived after all from arriving twice. */
export async function flush(): Promise<void> {
  if (sending) return;
  sending = true;
  for (;;) {
    const item = outbox.peek().find(isDue);
    if (!item || !connected.peek()) break;
    await deliver(item);
  }
  sending = false;
}

/** Where one waits for its file, those after it wait with it: the order is the one they were written in. */
const isDue = (item: Outgoing, at: number, all: readonly Outgoing[]): boolean =>
  item.failed === null &&
  (item.tab === tab || Date.now() - item.order > THEIRS) &&
  !all.slice(0, at + 1).some(({ conversationId, upload, failed, tab: by }) => upload && failed === null && (by === tab || by === item.tab) && conversationId === item.conversationId);

/** Another tab has queued something: should it have gone away before it was sent, this one sends it. */
export const heardOfQueued = (): void => void setTimeout(() => void flush(), THEIRS + 100);

async function deliver({ clientId, conversationId, content, replyTo, file }: Outgoing): Promise<void> {
  const what = file ? { type: kindOf(file), fileUrl: file.fileUrl, fileName: file.fileName } : { type: 'text' as const };
  const answer = await ask('send_message', { conversationId, content: await spelled(content), ...what, clientId, ...(replyTo && { replyTo }) });
  if (answer === null) return;
  if (!failed(answer)) apply(answer.message);
  else if (!PASSING.includes(answer.code)) setFailed(clientId, answer.message);
  else await new Promise((resolve) => setTimeout(resolve, (answer.retryAfter ?? 1) * 1_000));
}

export function received({ message }: ReceiveMessage): void {
  const { conversationId, sender } = message;
  setTyping(conversationId, sender._id, false);
  const known = find(conversationId, message._id) !== undefined;
  apply(message);
  if (sender._id === myId() || known) return;
  announce(message);
  void call(message);
  const seen = openId.peek() === conversationId && visible.peek();
  update(conversationId, ({ newFrom, below }) => ({
    newFrom: newFrom === null && openId.peek() === conversationId && !visible.peek() ? message.seq : newFrom,
    below: seen && atEnd.peek() ? 0 : below + 1,
  }));
}

function apply(message: Message): void {
  const above = openId.peek() === message.conversationId && !atEnd.peek();
  alter(message.conversationId, (held) => withMessage(held, message, above));
  noteMessage(message, myId());
  if (message.clientId && message.sender._id === myId()) take(message.clientId);
}

function announce(message: Message): void {
  const where = conversation(message.conversationId);
  const who = firstName(message.sender.displayName);
  const here = !where || where.type === 'direct' || openId.peek() === where._id;
  const what = unmarked(message.content) || (message.type === 'image' ? t.message.photo : (message.fileName ?? t.message.file));
  const words = here ? t.notice.announce(who, what) : t.notice.announceIn(who, title(where, myId()), what);
  speak(words, message._id);
}
