// What a long press on a message offers: the message quoted, and what can be done to it.

import { toggle } from '../chapters/changes.ts';
import { openId } from '../lib/route.ts';
import { tiny } from '../lib/device.ts';
import { clock } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import { reacting } from '../state/beside.ts';
import { conversation } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { find } from '../state/timelines.ts';
import { acting } from '../state/view.ts';
import { Dialog } from './Dialog.tsx';
import { Icon } from './Icon.tsx';
import { actionsOf } from './message-actions.ts';
import { line } from './Quote.tsx';
import { QUICK } from './Reactions.tsx';
import styles from './ActionSheet.module.css';

export function ActionSheet() {
  const where = conversation(openId.value);
  const message = where && acting.value ? find(where._id, acting.value) : undefined;
  if (!where || !message) return null;
  const mine = message.sender._id === myId();
  const close = () => (acting.value = null);
  const after = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Dialog title={t.message.actions} sheet onClose={close}>
      <blockquote class={styles.quote}>
        <strong>
          <bdi>{mine ? t.message.you : message.sender.displayName}</bdi>
        </strong>{' '}
        <time dateTime={message.createdAt}>{clock(message.createdAt)}</time>
        <p dir="auto">{line(message)}</p>
      </blockquote>
      <div class={styles.quick} role="group" aria-label={t.message.react}>
        {QUICK.slice(0, tiny.value ? 5 : 6).map((emoji) => (
          <button key={emoji} type="button" onClick={after(() => void toggle(message, emoji, myId()))}>
            {emoji}
          </button>
        ))}
        <button
          type="button"
          aria-label={t.emoji.more}
          onClick={(event) => {
            const at = event.currentTarget.getBoundingClientRect();
            close();
            reacting.value = { id: message._id, at };
          }}
        >
          <Icon name="plus" size={22} />
        </button>
      </div>
      <ul>
        {actionsOf(message, where).map(({ sign, label, danger, more, run }) => (
          <li key={sign} class={danger ? styles.danger : undefined}>
            <button type="button" class={styles.action} onClick={after(run)}>
              <Icon name={sign} size={22} />
              <span>{label}</span>
              {more && <Icon name="forward" size={18} />}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
