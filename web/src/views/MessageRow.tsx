// One message. Others speak on the page; mine has a surface, at my side.

import { remove, startEdit } from './message-actions.ts';
import { memo } from '../lib/memo.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { Meta, Words } from './Words.tsx';
import controls from '../styles/controls.module.css';
import styles from './MessageRow.module.css';

interface Props {
  id: string;
  message: Message;
  mine: boolean;
  first: boolean;
  last: boolean;
  /** Shows its tools. */
  active: boolean;
  /** The one row that Tab comes to; the arrows go on from there. */
  reachable: boolean;
  edited: boolean;
  direct: boolean;
  underRead: boolean;
}

export const MessageRow = memo(function MessageRow({ id, message, mine, first, last, active, reachable, edited, direct, underRead }: Props) {
  const changeable = mine && !message.deleted;
  const classes = [styles.row, mine ? styles.mine : styles.theirs, first && styles.first, last && styles.last, edited && styles.edited];
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !changeable) return;
    if (event.key === 'e' || event.key === 'Enter') {
      event.preventDefault();
      startEdit(message);
    } else if (event.key === 'Delete') remove(message);
  };
  return (
    <li class={classes.filter(Boolean).join(' ')} data-key={id} tabIndex={reachable ? 0 : -1} onKeyDown={key}>
      {!mine && first && (
        <>
          <PersonAvatar person={message.sender} size={40} />
          <bdi class={styles.name}>{message.sender.displayName}</bdi>
        </>
      )}
      {(mine || !first) && <span class="hidden">{mine ? t.message.you : message.sender.displayName}: </span>}
      <div class={`${styles.words} ${message.deleted ? styles.deleted : ''}`} dir="auto">
        <Words message={message} />
        <Meta message={message} mine={mine} />
      </div>
      {underRead && <p class={styles.read}>{direct ? t.message.read : t.message.readBy(message.readByCount)}</p>}
      {active && changeable && (
        <div class={styles.tools} role="toolbar" aria-label={t.message.actions}>
          <button type="button" class={controls.icon} aria-label={t.message.edit} title={t.message.edit} onClick={() => startEdit(message)}>
            <Icon name="edit" />
          </button>
          <button type="button" class={controls.icon} aria-label={t.message.remove} title={t.message.remove} onClick={() => remove(message)}>
            <Icon name="trash" />
          </button>
        </div>
      )}
    </li>
  );
});
