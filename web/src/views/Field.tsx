// A labelled input with its help, or with what is wrong.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { isTouch } from '../lib/device.ts';
import { t } from '../locales/index.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Field.module.css';

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  autocomplete: string;
  type?: 'text' | 'password';
  help?: string | undefined;
  error?: string | undefined;
  code?: boolean;
  good?: boolean;
  autofocus?: boolean;
  placeholder?: string;
  maxLength?: number | undefined;
  inputmode?: 'numeric' | 'url';
  /** Shown, not for changing. */
  fixed?: boolean;
}

export function Field({ label, value, onValue, autocomplete, type = 'text', help, error, code, good, autofocus, placeholder, maxLength, inputmode, fixed }: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const note = error ?? help;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autofocus && !isTouch()) input.current?.focus();
  }, []);
  useEffect(() => {
    if (error) input.current?.focus();
  }, [error]);
  return (
    <div class={styles.field}>
      <label for={id}>{label}</label>
      <div class={styles.box}>
        <input
          id={id}
          ref={input}
          class={[controls.entry, styles.input, code && styles.code, fixed && styles.fixed, (good || type === 'password') && styles.ended].filter(Boolean).join(' ')}
          // Both take a text; their types differ only in what else they allow.
          type={(shown ? 'text' : type) as 'password'}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          placeholder={placeholder}
          maxLength={maxLength}
          inputMode={inputmode}
          readOnly={fixed}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {good && (
          <span class={styles.good}>
            <Icon name="checkCircle" size={18} />
          </span>
        )}
        {type === 'password' && (
          <button
            type="button"
            class={`${controls.icon} ${styles.eye}`}
            aria-label={shown ? t.gate.hide : t.gate.show}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eyeOff' : 'eye'} size={18} />
          </button>
        )}
      </div>
      {note && (
        <p id={`${id}-note`} class={error ? styles.error : styles.help} role={error ? 'alert' : undefined}>
          {error && <Icon name="alert" size={16} />}
          {note}
        </p>
      )}
    </div>
  );
}
