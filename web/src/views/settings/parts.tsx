// What the pages of the settings are made of: a title, groups of rows, switches.

import type { ComponentChildren } from 'preact';
import { narrow } from '../../lib/device.ts';
import { t } from '../../locales/index.ts';
import { Icon, type Sign } from '../Icon.tsx';
import controls from '../../styles/controls.module.css';
import styles from './parts.module.css';

interface PageProps {
  title: string;
  lead?: ComponentChildren;
  /** The one thing to do here, at the end of the title. */
  action?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, lead, action, children }: PageProps) {
  return (
    <div class={styles.page}>
      <header class={`${styles.heading} ${action ? styles.acting : ''}`}>
        <div>
          <h1 id="settings-page" class={narrow.value ? 'hidden' : undefined}>
            {title}
          </h1>
          {lead && <p>{lead}</p>}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class={styles.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Group({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <ul class={styles.group} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  /** A sign, or an avatar. */
  sign?: Sign;
  face?: ComponentChildren;
  title: ComponentChildren;
  below?: ComponentChildren;
  children?: ComponentChildren;
}

export function Row({ sign, face, title, below, children }: RowProps) {
  return (
    <li class={styles.row}>
      {sign ? <Icon name={sign} /> : face}
      <div class={styles.about}>
        <p class={styles.title}>{title}</p>
        {below && <p class={styles.below}>{below}</p>}
      </div>
      {children}
    </li>
  );
}

interface SwitchProps {
  sign?: Sign;
  title: string;
  below?: string;
  on: boolean;
  disabled?: boolean;
  /** Something is missing that a press tells of. */
  lacking?: boolean;
  onChange: (on: boolean) => void;
}

/** The whole row is the target. */
export function SwitchRow({ sign, title, below, on, disabled, lacking, onChange }: SwitchProps) {
  return (
    <li>
      <label class={`${styles.row} ${styles.pressed}`}>
        {sign && <Icon name={sign} />}
        <span class={styles.about}>
          <span class={styles.title}>{title}</span>
          {below && <span class={styles.below}>{below}</span>}
        </span>
        <input type="checkbox" role="switch" class={`${styles.switch} ${lacking ? styles.lacking : ''}`} checked={on} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
      </label>
    </li>
  );
}

interface NoticeProps {
  sign: Sign;
  title: string;
  action?: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

/** Said once, and closed for good. */
export function Notice({ sign, title, action, onClose, children }: NoticeProps) {
  return (
    <section class={styles.notice}>
      <Icon name={sign} />
      <div class={styles.said}>
        <h2>{title}</h2>
        <p>{children}</p>
        <div class={styles.ways}>
          {action}
          <button type="button" class={controls.quiet} onClick={onClose}>
            {t.shell.gotIt}
          </button>
        </div>
      </div>
    </section>
  );
}

interface SelectProps<Of extends string> {
  sign?: Sign;
  title: string;
  below?: string;
  value: Of;
  choices: readonly (readonly [Of, string])[];
  onValue: (value: Of) => void;
}

export function SelectRow<Of extends string>({ sign, title, below, value, choices, onValue }: SelectProps<Of>) {
  return (
    <li>
      <label class={`${styles.row} ${styles.choosing}`}>
        {sign && <Icon name={sign} />}
        <span class={styles.about}>
          <span class={styles.title}>{title}</span>
          {below && <span class={styles.below}>{below}</span>}
        </span>
        <select class={`${controls.entry} ${styles.select}`} value={value} onChange={(event) => onValue(event.currentTarget.value as Of)}>
          {choices.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </li>
  );
}

export function Wrong({ text }: { text: string | null }) {
  return text ? (
    <p class={styles.wrong} role="alert">
      <Icon name="alert" size={16} />
      {text}
    </p>
  ) : null;
}
