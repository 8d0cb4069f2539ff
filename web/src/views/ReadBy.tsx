// Who read a message, and when: the first reader first.

import { openId } from '../lib/route.ts';
import { fullMoment, moment } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import { readers } from '../state/beside.ts';
import { conversation } from '../state/conversations.ts';
import { find } from '../state/timelines.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './ReadBy.module.css';

export function ReadBy() {
  const where = conversation(openId.value);
  const message = where && readers.value ? find(where._id, readers.value) : undefined;
  if (!where || !message) return null;
  const close = () => (readers.value = null);
  const known = message.readBy.flatMap(({ user, readAt }) => {
    const participant = where.participants.find((each) => each.user._id === user);
    return participant ? [{ person: participant.user, readAt }] : [];
  });
  known.sort((a, b) => (a.readAt < b.readAt ? -1 : 1));
  const others = message.readByCount - known.length;
  return (
    <Dialog title={t.message.readBy(message.readByCount)} onClose={close}>
      <ul class={styles.list}>
        {known.map(({ person, readAt }) => (
          <li key={person._id} class={styles.reader}>
            <PersonAvatar person={person} size={32} />
            <bdi class={styles.name}>{person.displayName}</bdi>
            <time class={styles.when} dateTime={readAt} title={fullMoment(readAt)}>
              {moment(readAt)}
            </time>
          </li>
        ))}
        {others > 0 && <li class={styles.more}>{t.message.readByMore(others)}</li>}
      </ul>
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={close}>
          {t.notice.close}
        </button>
      </Actions>
    </Dialog>
  );
}
