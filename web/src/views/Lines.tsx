// What stands between messages: a day, the line of new ones, the beginning.

import { longDay } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { title } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
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

export function Start({ conversation, alone }: { conversation: Conversation; alone: boolean }) {
  const name = title(conversation, myId());
  return (
    <li class={`${styles.start} ${alone ? styles.alone : ''}`}>
      {alone && <h2>{t.conversation.startTitle}</h2>}
      <p>{conversation.type === 'direct' ? t.conversation.startDirect(name) : t.conversation.startRoom(name)}</p>
      {conversation.topic && <p dir="auto">{conversation.topic}</p>}
    </li>
  );
}
