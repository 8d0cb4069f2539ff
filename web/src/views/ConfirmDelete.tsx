// Asks before a message is gone for everyone.

import { remove } from '../chapters/changes.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { conversation, firstName, other, title } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { find } from '../state/timelines.ts';
import { deleting } from '../state/view.ts';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './ConfirmDelete.module.css';

export function ConfirmDelete() {
  const where = conversation(openId.value);
  const message = where && deleting.value ? find(where._id, deleting.value) : undefined;
  const person = where && other(where, myId());
  const close = () => (deleting.value = null);
  if (!where || !message) return null;
  const confirm = () => {
    close();
    void remove(message);
  };
  return (
    <Dialog title={t.confirm.deleteTitle} onClose={close}>
      <p class={styles.lead}>{person ? t.confirm.deleteLeadDirect(firstName(person.displayName)) : t.confirm.deleteLead(title(where, myId()))}</p>
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={close}>
          {t.confirm.keep}
        </button>
        <button type="button" class={`${controls.button} ${controls.danger}`} onClick={confirm}>
          {t.confirm.remove}
        </button>
      </Actions>
    </Dialog>
  );
}
