// One of a few, all in sight.

import { useId } from 'preact/hooks';
import styles from './Segmented.module.css';

interface Props<Of extends string> {
  label: string;
  value: Of;
  choices: readonly (readonly [Of, string])[];
  onValue: (value: Of) => void;
  /** As wide as what surrounds it. */
  full?: boolean;
}

export function Segmented<Of extends string>({ label, value, choices, onValue, full }: Props<Of>) {
  const name = useId();
  return (
    <div class={`${styles.track} ${full ? styles.full : ''}`} role="radiogroup" aria-label={label}>
      {choices.map(([each, words]) => (
        <label key={each} class={styles.choice}>
          <input type="radio" name={name} value={each} checked={each === value} onChange={() => onValue(each)} />
          <span>{words}</span>
        </label>
      ))}
    </div>
  );
}
