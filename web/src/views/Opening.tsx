// Before anything is known: nothing at first, then a word if the server does not answer.

import { t } from '../locales/index.ts';
import { stage } from '../state/session.ts';
import { Mark } from './Mark.tsx';
import styles from './Opening.module.css';

export function Opening() {
  return (
    <main class={styles.opening}>
      <Mark size={48} />
      <p role="status">{stage.value === 'unreachable' ? t.gate.noServer : <span class="hidden">{t.gate.opening}</span>}</p>
    </main>
  );
}
