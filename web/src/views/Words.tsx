// What a message says, when, and how far it has come.

import type { ComponentChildren } from 'preact';
import { clock, fullMoment } from '../lib/time.ts';
import { isLarge } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { conversation } from '../state/conversations.ts';
import { Icon } from './Icon.tsx';
import { Markdown } from './Markdown.tsx';
import styles from './Words.module.css';

interface TextProps {
  text: string;
  /** User names that this message mentions. */
  called?: readonly string[];
  tail?: ComponentChildren;
}

export function Text({ text, called = [], tail }: TextProps) {
  if (!isLarge(text)) return <Markdown text={text} called={called} tail={tail} />;
  return (
    <p class={styles.text}>
      <span class={styles.large}>{text}</span>
      {tail}
    </p>
  );
}

/** Whom a message calls, by user name. */
function called(message: Message): string[] {
  if (!message.mentions?.length) return [];
  const participants = conversation(message.conversationId)?.participants ?? [];
  return participants.filter(({ user }) => message.mentions?.includes(user._id)).map(({ user }) => user.username);
}

export function Words({ message, tail }: { message: Message; tail: ComponentChildren }) {
  if (message.deleted) {
    return (
      <>
        <Icon name="ban" size={16} />
        <span>{t.message.deleted}</span>
        {tail}
      </>
    );
  }
  return <Text text={message.content} called={called(message)} tail={tail} />;
}

/** `alone`: on a picture or a card, behind no words. */
export function Meta({ message, mine, alone = false }: { message: Message; mine: boolean; alone?: boolean }) {
  const isRead = message.status === 'read';
  return (
    <>
      {!alone && <Gap />}
      <span class={styles.meta}>
        {message.pinned && !message.deleted && (
          <span title={t.message.pinned}>
            <Icon name="pin" size={14} />
            <span class="hidden">{t.message.pinned}</span>
          </span>
        )}
        {message.edited && !message.deleted && (
          <span class={styles.edited} title={message.editedAt && t.message.editedAt(fullMoment(message.editedAt))}>{t.message.edited}</span>
        )}
        <time dateTime={message.createdAt} title={fullMoment(message.createdAt)}>
          {clock(message.createdAt)}
        </time>
        {mine && !message.deleted && (
          <span class={isRead ? styles.read : undefined}>
            <Icon name={isRead ? 'checks' : 'check'} size={15} />
            <span class="hidden">{isRead ? t.message.read : t.message.sent}</span>
          </span>
        )}
      </span>
    </>
  );
}

/** The space before the time: gone where the time begins a line. */
export const Gap = () => <span class={styles.gap}> </span>;
