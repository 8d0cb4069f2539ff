// Sentences at the top end of the pane; never over the composer.

import { t } from '../locales/index.ts';
import { dismiss, notices } from '../state/notices.ts';
import { Icon } from './Icon.tsx';
import styles from './Toasts.module.css';

export function Toasts() {
  return (
    <div class={styles.toasts} role="status">
      {notices.value.map((notice) => (
        <div key={notice.id} class={styles.toast} role={notice.error ? 'alert' : undefined}>
          <p>{notice.text}</p>
          <button type="button" aria-label={t.notice.close} onClick={() => dismiss(notice.id)}>
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
    </div>
  );
}
