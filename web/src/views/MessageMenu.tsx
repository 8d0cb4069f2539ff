// The menu of a message, beside the button that opened it.

import { useEffect, useRef } from 'preact/hooks';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { menu, type Beside } from '../state/beside.ts';
import { conversation } from '../state/conversations.ts';
import { find } from '../state/timelines.ts';
import { walk } from './focus.ts';
import { Icon } from './Icon.tsx';
import { actionsOf } from './message-actions.ts';
import { Popover } from './Popover.tsx';
import styles from './MessageMenu.module.css';

export function MessageMenu({ id, at }: Beside) {
  const list = useRef<HTMLUListElement>(null);
  const where = conversation(openId.value);
  const message = where && find(where._id, id);
  const gone = !message || message.deleted;
  useEffect(() => {
    if (gone) menu.value = null;
    else list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
  }, [gone]);
  if (!where || !message) return null;
  const close = () => (menu.value = null);
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Tab') close();
    walk(event, [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])], { around: true });
  };
  return (
    <Popover at={at} side="end" onClose={close}>
      <ul ref={list} class={styles.menu} role="menu" aria-label={t.message.actions} onKeyDown={key}>
        {actionsOf(message, where).map(({ sign, label, key, danger, run }) => (
          <li key={sign} role="none">
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={`${styles.item} ${danger ? styles.danger : ''}`}
              onClick={() => {
                close();
                // Once the focus is back where it was, so that a dialog can give it back there too.
                requestAnimationFrame(run);
              }}
            >
              <Icon name={sign} />
              <span>{label}</span>
              {key && <kbd class={styles.key}>{key}</kbd>}
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
