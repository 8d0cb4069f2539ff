// Asks before words and files that are not sent are lost by signing out.

import { t } from '../locales/index.ts';
import { signOut } from '../session.ts';
import { anyAttached } from '../state/attachments.ts';
import { drafts, hasRevisions } from '../state/drafts.ts';
import { outbox } from '../state/outbox.ts';
import { leaving } from '../state/view.ts';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './ConfirmDelete.module.css';

/** Signs out, or asks first where something would be lost. */
export async function askSignOut(): Promise<void> {
  const begun = Object.keys(drafts.peek()).length > 0 || hasRevisions() || (await anyAttached());
  if (begun || outbox.peek().length > 0) leaving.value = { begun };
  else signOut();
}

export function ConfirmSignOut() {
  const stay = () => (leaving.value = null);
  return (
    <Dialog title={t.shell.leaveTitle} onClose={stay}>
      {outbox.value.length > 0 && <p class={styles.lead}>{t.shell.leaveLead(outbox.value.length)}</p>}
      {leaving.value?.begun && <p class={styles.lead}>{t.shell.leaveBegun}</p>}
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={stay}>
          {t.shell.leaveStay}
        </button>
        <button type="button" class={`${controls.button} ${controls.danger}`} onClick={signOut}>
          {t.shell.leave}
        </button>
      </Actions>
    </Dialog>
  );
}
