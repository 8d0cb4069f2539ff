// Asks before words that are not sent are lost by signing out.

import { t } from '../locales/index.ts';
import { signOut } from '../session.ts';
import { outbox } from '../state/outbox.ts';
import { leaving } from '../state/view.ts';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './ConfirmDelete.module.css';

/** Signs out, or asks first where something would be lost. */
export function askSignOut(): void {
  if (outbox.peek().length > 0) leaving.value = true;
  else void signOut();
}

export function ConfirmSignOut() {
  const stay = () => (leaving.value = false);
  return (
    <Dialog title={t.shell.leaveTitle} onClose={stay}>
      <p class={styles.lead}>{t.shell.leaveLead(outbox.value.length)}</p>
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={stay}>
          {t.shell.leaveStay}
        </button>
        <button type="button" class={`${controls.button} ${controls.danger}`} onClick={() => void signOut()}>
          {t.shell.leave}
        </button>
      </Actions>
    </Dialog>
  );
}
