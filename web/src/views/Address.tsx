// Something to hand on: shown whole, copied with one press.

import { useId, useRef } from 'preact/hooks';
import { copy } from '../lib/clipboard.ts';
import { t } from '../locales/index.ts';
import { tell } from '../state/notices.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import field from './Field.module.css';
import styles from './Address.module.css';

export function Address({ label, value, help, bare }: { label: string; value: string; help?: string; /** The label is only read aloud. */ bare?: boolean }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const take = async () => {
    if (await copy(value)) return tell(t.notice.copied);
    // What cannot be copied for a person is marked, so that they can.
    input.current?.focus();
    input.current?.select();
    tell(t.notice.copyByHand);
  };
  return (
    <div class={field.field}>
      <label for={id} class={bare ? 'hidden' : undefined}>
        {label}
      </label>
      <div class={field.box}>
        <input id={id} ref={input} class={`${controls.entry} ${field.input} ${field.ended} ${styles.value}`} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" class={`${controls.icon} ${styles.copy}`} aria-label={t.notice.copy(label)} title={t.notice.copy(label)} onClick={() => void take()}>
          <Icon name="copy" size={18} />
        </button>
      </div>
      {help && <p class={field.help}>{help}</p>}
    </div>
  );
}
