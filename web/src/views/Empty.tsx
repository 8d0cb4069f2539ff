// A whole pane with nothing in it: the doorway, a sentence, one thing to do.

import { replace } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { creating } from '../state/view.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Empty.module.css';

export function Doorway() {
  return (
    <svg viewBox="0 0 212 116" width="220" height="120" class={styles.doorway} aria-hidden="true">
      <path class={styles.frame} d="M73 112V34a33 33 0 0 1 66 0v78Z" />
      <path class={styles.dark} d="M81 112V35a25 25 0 0 1 25-25v102Z" />
      <path class={styles.light} d="M106 10a25 25 0 0 1 25 25v77h-25Z" />
      <circle class={styles.light} cx="99" cy="66" r="3" />
      <path class={styles.frame} d="M21 95V79a8 8 0 0 1 8-8h20a8 8 0 0 1 8 8v16Z" />
      <path class={styles.chair} d="M15 90a6 6 0 0 1 12 0v4h24v-4a6 6 0 0 1 12 0v12a6 6 0 0 1-6 6H21a6 6 0 0 1-6-6Z" />
      <path class={styles.light} d="M163.6 22.2H183l8.8 25.1h-37Z" />
      <path class={styles.line} d="M173.3 48.5v62M164.2 112.3h18.4M2 114h208M21 108v4M57 108v4" />
    </svg>
  );
}

export function NoneSelected() {
  return (
    <div class={styles.empty}>
      <Doorway />
      <h2>{t.empty.title}</h2>
      <p>{t.empty.lead}</p>
      <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => (creating.value = true)}>
        <Icon name="compose" size={18} />
        {t.list.newConversation}
      </button>
    </div>
  );
}

export function Missing() {
  return (
    <div class={styles.empty}>
      <h1>{t.missing.title}</h1>
      <p>{t.missing.lead}</p>
      <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => replace(null)}>
        {t.missing.back}
      </button>
    </div>
  );
}
