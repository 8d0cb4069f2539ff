// The frame of what is seen before one is in: the wordmark, a card with a form, a sentence at the foot.

import type { ComponentChildren } from 'preact';
import { Icon } from './Icon.tsx';
import { Wordmark } from './Mark.tsx';
import controls from '../styles/controls.module.css';
import styles from './Gate.module.css';

interface Props {
  title: string;
  lead: string;
  foot: string;
  notice?: string | undefined;
  /** What is wrong with none of the fields. */
  error?: string | undefined;
  action: string;
  busy: string | null;
  onSubmit: () => void;
  children?: ComponentChildren;
  above?: ComponentChildren;
  aside?: ComponentChildren;
}

export function Gate({ title, lead, foot, notice, error, action, busy, onSubmit, children, above, aside }: Props) {
  const submit = (event: Event) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <main class={styles.gate}>
      <div class={styles.brand}>
        <Wordmark />
      </div>
      <form class={styles.card} onSubmit={submit} noValidate>
        {notice && (
          <p class={styles.notice} role="status">
            {notice}
          </p>
        )}
        {above}
        <div class={styles.heading}>
          <h1>{title}</h1>
          <p>{lead}</p>
        </div>
        {children}
        {error && (
          <p class={styles.error} role="alert">
            <Icon name="alert" size={16} />
            {error}
          </p>
        )}
        <button class={`${controls.button} ${controls.primary} ${styles.action}`} type="submit" aria-disabled={busy ? true : undefined}>
          {busy && <span class={controls.spinner} />}
          {busy ?? action}
        </button>
        {aside}
      </form>
      <p class={styles.foot}>{foot}</p>
    </main>
  );
}
