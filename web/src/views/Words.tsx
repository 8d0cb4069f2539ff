// What a message says, when, and how far it has come.

import { clock, fullMoment } from '../lib/time.ts';
import { isLarge, mentions, pieces } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { conversation } from '../state/conversations.ts';
import { me } from '../state/session.ts';
import { Icon } from './Icon.tsx';
import styles from './Words.module.css';

/** `called`: user names that this message mentions. */
export function Text({ text, called }: { text: string; called?: readonly string[] }) {
  return (
    <span class={`${styles.text} ${isLarge(text) ? styles.large : ''}`}>
      {pieces(text).map((piece, at) =>
        piece.href ? (
          <a key={at} href={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.text}
          </a>
        ) : (
          <Plain key={at} text={piece.text} called={called ?? []} />
        ),
      )}
    </span>
  );
}

function Plain({ text, called }: { text: string; called: readonly string[] }) {
  if (called.length === 0) return <>{text}</>;
  const mine = me.value?.username;
  return (
    <>
      {mentions(text, called).map((part, at) =>
        part.name ? (
          <strong key={at} class={part.name === mine || part.name === 'here' ? styles.me : styles.mention}>
            {part.text}
          </strong>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

/** Whom a message calls, by user name. */
function called(message: Message): string[] {
  if (!message.mentions?.length) return [];
  const participants = conversation(message.conversationId)?.participants ?? [];
  return participants.filter(({ user }) => message.mentions?.includes(user._id)).map(({ user }) => user.username);
}

export function Words({ message }: { message: Message }) {
  if (message.deleted) {
    return (
      <>
        <Icon name="ban" size={16} />
        <span>{t.message.deleted}</span>
      </>
    );
  }
  return <Text text={message.content} called={called(message)} />;
}

/** `alone`: on a picture or a card, behind no words. */
export function Meta({ message, mine, alone = false }: { message: Message; mine: boolean; alone?: boolean }) {
  const isRead = message.status === 'read';
  return (
    <>
      {!alone && <Gap />}
      <span class={styles.meta}>
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
