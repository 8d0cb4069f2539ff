// The protocol's table of contents, as the client hears it: one line an event.

import { batch } from '@preact/signals';
import type { ServerEvents } from '../protocol.ts';
import { closeBeside } from '../state/beside.ts';
import * as state from '../state/conversations.ts';
import { closeDrafts } from '../state/drafts.ts';
import { lightbox } from '../state/lightbox.ts';
import { notices, spoken } from '../state/notices.ts';
import { lastSeen, online } from '../state/presence.ts';
import { outbox } from '../state/outbox.ts';
import { forgetQuotes } from '../state/quotes.ts';
import { endSearch } from '../state/search.ts';
import { forget } from '../state/timelines.ts';
import { nobodyTypes } from '../state/typing.ts';
import { acting, answering, creating, deleting, detailing, editing, found, helping, switching } from '../state/view.ts';
import { forgetFiles } from './files.ts';
import * as conversations from './conversations.ts';
import * as changes from './changes.ts';
import * as history from './history.ts';
import * as messages from './messages.ts';
import * as people from './people.ts';
import * as presence from './presence.ts';
import * as receipts from './receipts.ts';
import * as typing from './typing.ts';

/** All but `error`, which may end the session and is heard there. */
export const hear: { [Name in Exclude<keyof ServerEvents, 'error'>]: (event: ServerEvents[Name]) => void } = {
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

/** The line is up, for the first time or again: whatever was missed is read, and what waits goes out. */
export function ready(): void {
  nobodyTypes();
  receipts.again();
  void conversations.list();
  history.again();
  void messages.flush();
}

/** Nothing of somebody who is out stays. */
export function clearAll(): void {
  batch(() => {
    state.conversations.value = new Map();
    state.listed.value = false;
    outbox.value = [];
    online.value = new Set();
    lastSeen.value = new Map();
    notices.value = [];
    spoken.value = '';
    editing.value = null;
    answering.value = null;
    found.value = null;
    acting.value = null;
    deleting.value = null;
    creating.value = false;
    lightbox.value = null;
    detailing.value = false;
    switching.value = false;
    helping.value = false;
    endSearch();
    closeBeside();
    nobodyTypes();
    forget(null);
    forgetQuotes();
    forgetFiles();
    closeDrafts();
    receipts.again();
  });
}
