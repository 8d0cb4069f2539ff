// One of a few, all in sight.

import { useId, useRef } from 'preact/hooks';
import styles from './Segmented.module.css';

interface Props<Of extends string> {
  label: string;
  value: Of;
  choices: readonly (readonly [Of, string])[];
  /** `byKey`: whoever goes through it by the arrows may want to go on. */
  onValue: (value: Of, byKey: boolean) => void;
  /** As wide as what surrounds it. */
  full?: boolean;
}

export function Segmented<Of extends string>({ label, value, choices, onValue, full }: Props<Of>) {
  const name = useId();
  const byKey = useRef(false);
  return (
    <div class={`${styles.track} ${full ? styles.full : ''}`} role="radiogroup" aria-label={label} onKeyDown={() => (byKey.current = true)} onPointerDown={() => (byKey.current = false)}>
      {choices.map(([each, words]) => (
        <label key={each} class={styles.choice}>
          <input type="radio" name={name} value={each} checked={each === value} onChange={() => onValue(each, byKey.current)} />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}
