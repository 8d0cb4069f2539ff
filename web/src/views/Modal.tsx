// A native dialog: it keeps the focus, Esc and a tap outside close it, and the focus goes back to where it was.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useDragDown } from './drag-down.ts';
import { remember } from './focus.ts';
import styles from './Dialog.module.css';

export interface ModalProps {
  title: string;
  wide?: boolean;
  /** From below, for a thumb; its title is only read aloud. */
  sheet?: boolean;
  /** A field and a list, near the top; its title is only read aloud. */
  bare?: boolean;
  /** Esc and a press outside ask this instead of closing. */
  onLeave?: (() => void) | undefined;
  onClose: () => void;
  children: ComponentChildren;
}

export function Modal({ title, wide, sheet, bare, onLeave, onClose, children }: ModalProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  /** It is taken away by the page: nobody has to be told that it closed. */
  const gone = useRef(false);
  useLayoutEffect(() => {
    const back = remember();
    const { current } = dialog;
    current?.showModal();
    return () => {
      gone.current = true;
      const { activeElement } = document;
      const here = activeElement === document.body || current?.contains(activeElement);
      // While it is open nothing outside can take the focus. Closed by Esc it has given it back itself.
      current?.close();
      if (here) back();
    };
  }, []);
  useDragDown(dialog, sheet === true, onLeave ?? onClose);
  const outside = (event: Event) => {
    if (event.target === dialog.current) (onLeave ?? onClose)();
  };
  const cancel = (event: Event) => {
    if (!onLeave || event.target !== dialog.current) return;
    event.preventDefault();
    onLeave();
  };
  const closed = () => {
    if (gone.current) return;
    if (!onLeave) return onClose();
    // Pressed twice, Esc closes it whatever one says to that.
    dialog.current?.showModal();
    onLeave();
  };
  return (
    <dialog ref={dialog} class={[styles.dialog, wide && styles.wide, sheet && styles.sheet, bare && styles.bare].filter(Boolean).join(' ')} onCancel={cancel} onClose={closed} onPointerDown={outside} aria-labelledby={id}>
      <div class={styles.inside}>
        {sheet && <span class={styles.grip} />}
        <h2 id={id} class={sheet || bare ? 'hidden' : undefined}>
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
