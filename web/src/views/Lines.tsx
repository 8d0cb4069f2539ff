// What stands between messages: a day, the line of new ones, the beginning.

import { longDay } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { firstRoom, title } from '../state/conversations.ts';
import { info, me, myId } from '../state/session.ts';
import { lazy } from './lazy.ts';
import styles from './Lines.module.css';

export function DayLine({ moment }: { moment: string }) {
  return (
    <li class={styles.day}>
      <h2>
        <time dateTime={moment}>{longDay(moment)}</time>
      </h2>
    </li>
  );
}

export function NewLine() {
  return (
    <li class={styles.new} data-new>
      <h2>{t.conversation.newMessages}</h2>
    </li>
  );
}

const Welcome = lazy(async () => (await import('./Welcome.tsx')).Welcome);
/** So many messages make a room one that has begun. */
const LITTLE = 20;

/** Whoever looks after the server brings the others into its first room. */
const welcomes = (conversation: Conversation): boolean =>
  me.value?.role === 'admin' && info.value?.registration !== 'closed' && conversation._id === firstRoom.value && (conversation.lastMessage?.seq ?? 0) < LITTLE;

export function Start({ conversation, alone }: { conversation: Conversation; alone: boolean }) {
  const name = title(conversation, myId());
  return (
    <li class={`${styles.start} ${alone ? styles.alone : ''}`}>
      {welcomes(conversation) && <Welcome />}
      {alone && <h2>{t.conversation.startTitle}</h2>}
      <p>{conversation.type === 'direct' ? t.conversation.startDirect(name) : t.conversation.startRoom(name)}</p>
      {conversation.topic && <p dir="auto">{conversation.topic}</p>}
    </li>
  );
}
