// Being told of messages while the page is in the background: an offer, once, and why it does not work where it does not.

import { t } from '../locales/index.ts';
import { tell } from '../state/notices.ts';
import { explaining, permission, turnOn, want, wanted } from '../state/popups.ts';
import { Actions, Dialog } from './Dialog.tsx';
import controls from '../styles/controls.module.css';
import styles from './Popups.module.css';

/** Asks the browser, after a click; never before. */
export async function askForPopups(): Promise<void> {
  if (await turnOn()) tell(t.shell.isOn);
}

export function PopupsOffer() {
  if (wanted.value !== null) return null;
  return (
    <div class={styles.offer} role="group" aria-label={t.shell.popups}>
      <p>{t.shell.offerTitle}</p>
      <button type="button" class={controls.quiet} onClick={() => void askForPopups()}>
        {t.shell.turnOn}
      </button>
      <button type="button" class={controls.quiet} onClick={() => want(false)}>
        {t.shell.notNow}
      </button>
    </div>
  );
}

export function PopupsExplained() {
  const close = () => {
    explaining.value = false;
    if (wanted.peek() === null) want(false);
  };
  const insecure = permission.value === 'insecure';
  const blocked = permission.value === 'denied';
  return (
    <Dialog title={blocked ? t.shell.blockedTitle : t.shell.insecureTitle} onClose={close}>
      <p class={styles.why}>{insecure ? t.shell.insecureLead(location.origin) : blocked ? t.shell.blockedLead : t.shell.unsupportedLead}</p>
      {(insecure || blocked) && <p class={styles.why}>{insecure ? t.shell.insecureFix : t.shell.blockedFix}</p>}
      <Actions>
        <button type="button" class={`${controls.button} ${controls.primary}`} onClick={close}>
          {t.shell.gotIt}
        </button>
      </Actions>
    </Dialog>
  );
}
