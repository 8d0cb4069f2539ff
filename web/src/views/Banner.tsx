// One line under the header while the server does not hear us.

import { t } from '../locales/index.ts';
import { tryNow } from '../session.ts';
import { lost } from '../state/connection.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Banner.module.css';

export function Banner() {
  return (
    <div role="status">
      {lost.value && (
        <div class={styles.banner}>
          <Icon name="offline" size={18} />
          <p>
            <strong>{t.conversation.reconnecting}</strong> {t.conversation.keepWriting}
          </p>
          <button type="button" class={controls.quiet} onClick={tryNow}>
            {t.conversation.tryNow}
          </button>
        </div>
      )}
    </div>
  );
}
