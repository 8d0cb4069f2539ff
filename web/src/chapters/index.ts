// The protocol's table of contents, as the client hears it: one line an event.

import { batch, effect } from '@preact/signals';
import { t } from '../locales/index.ts';
import type { ServerEvents } from '../protocol.ts';
import { followAttachments } from '../state/attachments.ts';
import { closeBeside } from '../state/beside.ts';
import { connected } from '../state/connection.ts';
import * as state from '../state/conversations.ts';
import { closeDrafts, followDrafts } from '../state/drafts.ts';
import { kept } from '../state/kept.ts';
import { caughtUp, left } from '../state/left.ts';
import { lightbox } from '../state/lightbox.ts';
import { notices, spoken, tell } from '../state/notices.ts';
import { kinds, lastSeen, online } from '../state/presence.ts';
import { closeOutbox, followOutbox } from '../state/outbox.ts';
import { hearOf, interrupted, unlearn } from '../state/revision.ts';
import { forgetShown } from '../state/shown.ts';
import { endSearch } from '../state/search.ts';
import { endTurn, stage } from '../state/session.ts';
import { forget } from '../state/timelines.ts';
import { nobodyTypes } from '../state/typing.ts';
import { acting, creating, deleting, detailing, editing, found, helping, leaving, switching } from '../state/view.ts';
import { answerTabs } from './calls.ts';
import { forgetFiles } from './files.ts';
import * as conversations from './conversations.ts';
import * as changes from './changes.ts';
import * as history from './history.ts';
import * as messages from './messages.ts';
import * as people from './people.ts';
import * as presence from './presence.ts';
import { forgetQuotes } from './quotes.ts';
import * as receipts from './receipts.ts';
import { catchUp } from './sync.ts';
import * as typing from './typing.ts';

/** All but `error`, which may end the session and is heard there. */
type Heard = { [Name in Exclude<keyof ServerEvents, 'error'>]: (event: ServerEvents[Name]) => void };

const chapters: Heard = {
  receive_message: messages.received,
  typing_status: typing.told,
  messages_read: receipts.read,
  message_edited: changes.edited,
  message_deleted: changes.deleted,
  message_reacted: changes.reacted,
  message_pinned: changes.pinned,
  user_online: presence.came,
  user_offline: presence.left,
  presence_state: presence.state,
  conversation_created: conversations.told,
  conversation_updated: conversations.told,
  conversation_deleted: conversations.gone,
  participant_added: conversations.joined,
  participant_removed: conversations.parted,
  user_updated: people.renamed,
  unread_changed: receipts.unread,
};

/** What an event tells, and that it was told. Who is online is told of now, not of all that was before. */
const noting = (name: string, tell: (event: never) => void) => (event: object) => {
  tell(event as never);
  const { rev, message, conversation } = event as { rev?: number; message?: { rev: number }; conversation?: { rev: number } };
  if (name !== 'presence_state') hearOf(rev ?? message?.rev ?? conversation?.rev ?? 0);
};

export const hear = Object.fromEntries(Object.entries(chapters).map(([name, tell]) => [name, noting(name, tell)])) as unknown as Heard;

/** The line is up, for the first time or again: whatever was missed is read, and what waits goes out. */
export function ready(): void {
  nobodyTypes();
  receipts.again();
  void catchUp().then(() => (caughtUp.value = connected.peek() && state.listed.peek()));
  history.tryAgain();
  void messages.flush();
}

/** What goes on without being asked: what other tabs write, and what a line that broke means. */
export function follow(): void {
  answerTabs();
  followDrafts();
  followAttachments();
  effect(() => {
    if (!kept.value && stage.peek() === 'in') tell(t.notice.notKept, true);
  });
  followOutbox(messages.heardOfQueued);
  messages.followUploads();
  conversations.followWords();
  effect(() => {
    if (!connected.value) interrupted();
  });
}

/** Nothing of somebody who is out stays. */
export function clearAll(): void {
  batch(() => {
    clearShown();
    closeOutbox();
    closeDrafts();
  });
}

/** Nothing of what the server told or is about to tell stays; what was written here does. */
export function clearShown(): void {
  batch(() => {
    endTurn();
    conversations.forgetReading();
    history.forgetCalls();
    state.conversations.value = new Map();
    state.listed.value = false;
    unlearn();
    online.value = new Set();
    lastSeen.value = new Map();
    kinds.value = new Map();
    notices.value = [];
    spoken.value = '';
    editing.value = null;
    found.value = null;
    caughtUp.value = false;
    left.value = {};
    acting.value = null;
    deleting.value = null;
    creating.value = false;
    leaving.value = null;
    lightbox.value = null;
    detailing.value = false;
    switching.value = false;
    helping.value = false;
    endSearch();
    closeBeside();
    nobodyTypes();
    forget(null);
    forgetShown();
    forgetQuotes();
    forgetFiles();
    receipts.again();
  });
}
