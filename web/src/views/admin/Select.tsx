// A labelled choice from a list.

import { useId } from 'preact/hooks';
import field from '../Field.module.css';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

interface Props {
  label: string;
  value: string;
  choices: readonly (readonly [string, string])[];
  onValue: (value: string) => void;
}

export function Select({ label, value, choices, onValue }: Props) {
  const id = useId();
  return (
    <div class={field.field}>
      <label for={id}>{label}</label>
      <select id={id} class={`${controls.entry} ${styles.select}`} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {choices.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
