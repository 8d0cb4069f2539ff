// A native dialog: it keeps the focus, Esc and a tap outside close it, and the focus goes back to where it was.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import styles from './Dialog.module.css';

interface Props {
  title: string;
  wide?: boolean;
  /** From below, for a thumb; its title is only read aloud. */
  sheet?: boolean;
  /** A field and a list, near the top; its title is only read aloud. */
  bare?: boolean;
  /** Something was written: a press outside does not throw it away. */
  unsaved?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, wide, sheet, bare, unsaved, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  /** It is taken away by the page: nobody has to be told that it closed. */
  const gone = useRef(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    // A message's tools go away with the pointer; the message itself stays.
    const row = before?.closest('[data-key]');
    const { current } = dialog;
    current?.showModal();
    return () => {
      gone.current = true;
      // While it is open nothing outside can take the focus.
      current?.close();
      const place = before?.isConnected ? before : row;
      if (place instanceof HTMLElement) place.focus({ preventScroll: true });
    };
  }, []);
  const outside = (event: Event) => {
    if (event.target === dialog.current && !unsaved) onClose();
  };
  return (
    <dialog ref={dialog} class={[styles.dialog, wide && styles.wide, sheet && styles.sheet, bare && styles.bare].filter(Boolean).join(' ')} onClose={() => gone.current || onClose()} onPointerDown={outside} aria-labelledby="dialog-title">
      <div class={styles.inside}>
        {sheet && <span class={styles.grip} />}
        <h2 id="dialog-title" class={sheet || bare ? 'hidden' : undefined}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

export function Actions({ children }: { children: ComponentChildren }) {
  return <div class={styles.actions}>{children}</div>;
}
