// The chapter of calling somebody who looks elsewhere: a sound, and a notification while no tab is in front.

import { go, openId } from '../lib/route.ts';
import { chime } from '../lib/sound.ts';
import { fromTabs, tab, tellTabs } from '../lib/tabs.ts';
import { registration } from '../lib/worker.ts';
import { t } from '../locales/index.ts';
import type { Conversation, ConversationId, Message } from '../protocol.ts';
import { conversation, firstName, title } from '../state/conversations.ts';
import { popsUp } from '../state/popups.ts';
import { preferences } from '../state/preferences.ts';
import { myId } from '../state/session.ts';
import { visible } from '../state/view.ts';

/** Milliseconds that the other tabs have to answer. */
const PATIENCE = 150;
const ICON = '/icons/192.png';

/** A message came that is not in front of the reader. */
export async function call(message: Message): Promise<void> {
  const where = conversation(message.conversationId);
  const called = message.mentions?.includes(myId()) === true;
  if (!where || where.notifications === 'none' || (where.notifications === 'mentions' && !called)) return;
  if (visible.peek()) {
    if (openId.peek() !== where._id) ring();
    return;
  }
  if (!(await isMine(message._id))) return;
  ring();
  if (popsUp()) await notify(message, where);
}

function ring(): void {
  if (preferences.peek().sound) chime();
}

const answers = new Map<string, { from: string; visible: boolean }[]>();

/** Of several hidden tabs one calls; a tab in front looks after itself. */
async function isMine(about: string): Promise<boolean> {
  const heard: { from: string; visible: boolean }[] = [];
  answers.set(about, heard);
  tellTabs('asked', { about });
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  answers.delete(about);
  return heard.every((other) => !other.visible && tab < other.from);
}

async function notify(message: Message, where: Conversation): Promise<void> {
  const who = message.sender.displayName;
  const heading = where.type === 'direct' ? who : t.notice.announceIn(firstName(who), title(where, myId()), '').replace(/[:：\s]+$/u, '');
  const body = message.content || (message.type === 'image' ? t.message.photo : (message.fileName ?? t.message.file));
  const options = { body, tag: where._id, icon: ICON, data: { conversation: where._id } };
  const worker = await registration();
  if (worker) return worker.showNotification(heading, options);
  const shown = new Notification(heading, options);
  shown.onclick = () => {
    window.focus();
    go(where._id);
    shown.close();
  };
}

/** It was read, here or elsewhere. */
export async function hush(id: ConversationId): Promise<void> {
  if (!popsUp()) return;
  for (const shown of (await (await registration())?.getNotifications({ tag: id })) ?? []) shown.close();
}

export function answerTabs(): void {
  fromTabs('asked', ({ about }) => tellTabs('answered', { about, visible: visible.peek() }));
  fromTabs('answered', ({ about, visible: seen }, from) => answers.get(about)?.push({ from, visible: seen }));
}
