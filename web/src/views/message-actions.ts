// What one can do to a message: from its row, its menu, its sheet and the composer.

import { pinning } from '../chapters/changes.ts';
import { copy } from '../lib/clipboard.ts';
import { permalink } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Message } from '../protocol.ts';
import { readers } from '../state/beside.ts';
import { dropRevision, revisions, setAnswer } from '../state/drafts.ts';
import { tell } from '../state/notices.ts';
import { keepQuote } from '../state/quotes.ts';
import { me } from '../state/session.ts';
import { may } from '../state/rights.ts';
import { deleting, editing } from '../state/view.ts';
import type { Sign } from './Icon.tsx';

export function startAnswer(message: Message): void {
  editing.value = null;
  keepQuote(message);
  setAnswer(message.conversationId, message._id);
}

export function startEdit(message: Message): void {
  // Words for what it was before somebody changed it elsewhere would undo that change.
  const begun = revisions.peek()[message._id];
  if (begun && begun.message.content !== message.content) dropRevision(message._id);
  editing.value = message;
}

export function remove(message: Message): void {
  deleting.value = message._id;
}

export async function copied(text: string): Promise<void> {
  if (await copy(text)) tell(t.notice.copied);
  else tell(t.notice.notCopied, true);
}

export interface Action {
  sign: Sign;
  label: string;
  /** On a row that has the focus. */
  key?: string;
  danger?: boolean;
  /** Leads on to something. */
  more?: boolean;
  run: () => void;
}

/** All that I may do; whatever cannot be taken back comes last. */
export function actionsOf(message: Message, conversation: Conversation): Action[] {
  const self = me.peek();
  const mine = message.sender._id === self?._id;
  const actions: Action[] = [{ sign: 'reply', label: t.message.reply, key: 'R', run: () => startAnswer(message) }];
  if (mine) actions.push({ sign: 'edit', label: t.message.edit, key: 'E', run: () => startEdit(message) });
  if (message.content !== '') actions.push({ sign: 'copy', label: t.message.copy, run: () => void copied(message.content) });
  actions.push({ sign: 'link', label: t.message.copyLink, run: () => void copied(permalink(conversation._id, message._id)) });
  if (self && may('pin', conversation, self)) {
    actions.push({ sign: 'pin', label: message.pinned ? t.message.unpin : t.message.pin, run: () => void pinning(message, !message.pinned) });
  }
  if (conversation.type !== 'direct' && message.readByCount > 0) {
    actions.push({ sign: 'checks', label: t.message.readBy(message.readByCount), more: true, run: () => (readers.value = message._id) });
  }
  if (mine || (self && may('moderate', conversation, self))) {
    actions.push({ sign: 'trash', label: t.message.remove, danger: true, run: () => remove(message) });
  }
  return actions;
}
