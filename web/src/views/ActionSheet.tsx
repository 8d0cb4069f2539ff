// What a long press on a message offers: the message quoted, and what can be done to it.

import { toggle } from '../chapters/changes.ts';
import { copy } from '../lib/clipboard.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { tell } from '../state/notices.ts';
import { myId } from '../state/session.ts';
import { find } from '../state/timelines.ts';
import { acting } from '../state/view.ts';
import { Dialog } from './Dialog.tsx';
import { Icon, type Sign } from './Icon.tsx';
import { remove, startAnswer, startEdit } from './message-actions.ts';
import { QUICK } from './Reactions.tsx';
import styles from './ActionSheet.module.css';

export function ActionSheet() {
  const id = openId.value;
  const message = id && acting.value ? find(id, acting.value) : undefined;
  if (!message) return null;
  const mine = message.sender._id === myId();
  const close = () => (acting.value = null);
  const after = (action: () => void) => () => {
    close();
    action();
  };
  const copyText = async () => {
    if (await copy(message.content)) tell(t.notice.copied);
    close();
  };
  return (
    <Dialog title={t.message.actions} sheet onClose={close}>
      <blockquote class={styles.quote}>
        <strong>
          <bdi>{mine ? t.message.you : message.sender.displayName}</bdi>
        </strong>
        <p dir="auto">{message.content}</p>
      </blockquote>
      <div class={styles.quick} role="group" aria-label={t.message.react}>
        {QUICK.map((emoji) => (
          <button key={emoji} type="button" onClick={after(() => void toggle(message, emoji, myId()))}>
            {emoji}
          </button>
        ))}
      </div>
      <ul>
        <Action sign="reply" label={t.message.reply} onClick={after(() => startAnswer(message))} />
        <Action sign="copy" label={t.message.copy} onClick={() => void copyText()} />
        {mine && <Action sign="edit" label={t.message.edit} onClick={after(() => startEdit(message))} />}
        {mine && <Action sign="trash" label={t.message.remove} danger onClick={after(() => remove(message))} />}
      </ul>
    </Dialog>
  );
}

function Action({ sign, label, danger, onClick }: { sign: Sign; label: string; danger?: boolean; onClick: () => void }) {
  return (
    <li class={danger ? styles.danger : undefined}>
      <button type="button" class={styles.action} onClick={onClick}>
        <Icon name={sign} size={22} />
        {label}
      </button>
    </li>
  );
}
