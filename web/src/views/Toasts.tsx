// Sentences at the top end of the messages, or of whatever else is open; never over the composer.

import { useRef } from 'preact/hooks';
import { t } from '../locales/index.ts';
import { dismiss, notices, pause, resume, type Notice } from '../state/notices.ts';
import { Icon } from './Icon.tsx';
import styles from './Toasts.module.css';

/** `within`: there is no header to stay clear of. */
export function Toasts({ within = false }: { within?: boolean }) {
  /** Where the focus was before it came here. */
  const from = useRef<HTMLElement | null>(null);
  const enter = (event: FocusEvent) => {
    const before = event.relatedTarget as HTMLElement | null;
    if (before && !(event.currentTarget as Element).contains(before)) from.current = before;
    pause();
  };
  const close = ({ id }: Notice) => {
    dismiss(id);
    requestAnimationFrame(() => document.activeElement === document.body && from.current?.focus({ preventScroll: true }));
  };
  return (
    <div class={`${styles.toasts} ${within ? styles.within : ''}`} role="status" onPointerEnter={pause} onPointerLeave={resume} onFocusIn={enter} onFocusOut={resume}>
      {notices.value.map((notice) => (
        <div
          key={notice.id}
          class={styles.toast}
          role={notice.error ? 'alert' : undefined}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            close(notice);
          }}
        >
          <p>{notice.text}</p>
          {notice.action && (
            <button
              type="button"
              class={styles.action}
              onClick={() => {
                close(notice);
                notice.action?.run();
              }}
            >
              {notice.action.label}
            </button>
          )}
          <button type="button" class={styles.close} aria-label={t.notice.close} onClick={() => close(notice)}>
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
    </div>
  );
}
