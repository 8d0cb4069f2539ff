// Sentences at the top end of the pane; never over the composer.

import { t } from '../locales/index.ts';
import { dismiss, notices, pause, resume, type Notice } from '../state/notices.ts';
import { Icon } from './Icon.tsx';
import styles from './Toasts.module.css';

function act({ id, action }: Notice): void {
  dismiss(id);
  action?.run();
}

export function Toasts() {
  return (
    <div class={styles.toasts} role="status" onPointerEnter={pause} onPointerLeave={resume} onFocusIn={pause} onFocusOut={resume}>
      {notices.value.map((notice) => (
        <div key={notice.id} class={styles.toast} role={notice.error ? 'alert' : undefined}>
          <p>{notice.text}</p>
          {notice.action && (
            <button type="button" class={styles.action} onClick={() => act(notice)}>
              {notice.action.label}
            </button>
          )}
          <button type="button" class={styles.close} aria-label={t.notice.close} onClick={() => dismiss(notice.id)}>
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
    </div>
  );
}
