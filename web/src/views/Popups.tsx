// Being told of messages while the page is in the background: an offer, once, and why it does not work where it does not.

import { language, t } from '../locales/index.ts';
import { tell } from '../state/notices.ts';
import { explaining, permission, turnOn, want, wanted } from '../state/popups.ts';
import { info } from '../state/session.ts';
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
  const way = insecure ? secureWay() : null;
  return (
    <Dialog title={blocked ? t.shell.blockedTitle : t.shell.insecureTitle} onClose={close}>
      <p class={styles.why}>{insecure ? t.shell.insecureLead(location.origin) : blocked ? t.shell.blockedLead : t.shell.unsupportedLead}</p>
      {(insecure || blocked) && <p class={styles.why}>{insecure ? (way?.how ?? t.shell.insecureFix) : t.shell.blockedFix}</p>}
      <Actions>
        <button type="button" class={`${controls.button} ${way ? controls.secondary : controls.primary}`} onClick={close}>
          {t.shell.gotIt}
        </button>
        {way && (
          <a class={`${controls.button} ${controls.primary}`} href={way.address}>
            {way.action}
          </a>
        )}
      </Actions>
    </Dialog>
  );
}

/** How this server's page is had by HTTPS, where the server has it. */
export function secureWay(): { how: string; action: string; address: string } | null {
  switch (info.value?.https) {
    case 'auto':
      return { how: t.shell.secureAfterTrust, action: t.shell.trustServer, address: `/install?language=${language.value}` };
    case 'own':
      return { how: t.shell.secureAtOnce, action: t.shell.openSecurely, address: `https://${location.host}${location.pathname}` };
    default:
      return null;
  }
}
