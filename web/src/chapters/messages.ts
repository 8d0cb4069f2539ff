// The chapter of messages: sending until it is stored, and hearing what others sent.

import { clientId } from '../lib/ids.ts';
import { unmarked } from '../lib/markdown.ts';
import { tab } from '../lib/tabs.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { ConversationId, FileInfo, Message, MessageId, ReceiveMessage } from '../protocol.ts';
import { ask, failed } from '../socket.ts';
import { connected } from '../state/connection.ts';
import { conversation, firstName, noteMessage, title } from '../state/conversations.ts';
import { speak, tell } from '../state/notices.ts';
import { kindOf } from '../state/attachments.ts';
import { enqueue, outbox, setFailed, take, type Outgoing } from '../state/outbox.ts';
import { myId } from '../state/session.ts';
import { alter, find, timeline, update } from '../state/timelines.ts';
import { setTyping } from '../state/typing.ts';
import { atEnd, visible } from '../state/view.ts';
import { withMessage } from '../state/window.ts';
import { call } from './calls.ts';
import { toEnd } from './history.ts';

/** Refused for now, not for good: tried again after what the server asks for. */
const PASSING = ['rate_limited', 'unavailable', 'timeout', 'unauthorized'];
/** What was written in another tab is left to that tab for so many milliseconds. */
const THEIRS = 5_000;
let sending = false;

/** What goes along with the words. */
interface Along {
  replyTo?: MessageId | undefined;
  file?: FileInfo | undefined;
}

export function send(conversationId: ConversationId, content: string, { replyTo, file }: Along = {}): void {
  const along = { ...(replyTo && { replyTo }), ...(file && { file }) };
  enqueue({ clientId: clientId(), conversationId, content, ...along, createdAt: new Date().toISOString() });
  void flush();
  if (timeline(conversationId).peek().hasAfter) void toEnd(conversationId);
}

export function retry(item: Outgoing): void {
  setFailed(item.clientId, null);
  void flush();
}

export const discard = (item: Outgoing): void => take(item.clientId);

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

const isDue = (item: Outgoing): boolean => item.failed === null && (item.tab === tab || Date.now() - item.order > THEIRS);

/** Another tab has queued something: should it have gone away before it was sent, this one sends it. */
export const heardOfQueued = (): void => void setTimeout(() => void flush(), THEIRS + 100);

async function deliver({ clientId, conversationId, content, replyTo, file }: Outgoing): Promise<void> {
  const what = file ? { type: kindOf(file), fileUrl: file.fileUrl, fileName: file.fileName } : { type: 'text' as const };
  const answer = await ask('send_message', { conversationId, content, ...what, clientId, ...(replyTo && { replyTo }) });
  if (answer === null) return;
  if (!failed(answer)) apply(answer.message);
  else if (!PASSING.includes(answer.code)) refuse(clientId, conversationId, answer.message);
  else await new Promise((resolve) => setTimeout(resolve, (answer.retryAfter ?? 1) * 1_000));
}

function refuse(clientId: string, conversationId: ConversationId, why: string): void {
  setFailed(clientId, why);
  // Where its row cannot be seen, somebody has to say so.
  if (!conversation(conversationId)) tell(why, true);
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
