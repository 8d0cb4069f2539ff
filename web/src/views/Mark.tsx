// The mark, and the wordmark beside it.

import styles from './Mark.module.css';

const BUBBLE = 'M16 2.5C9.1 2.5 3.5 8.1 3.5 15v13.2c0 1.1 1.2 1.7 2.1 1.1l3.9-2.8H25a3.5 3.5 0 0 0 3.5-3.5v-8C28.5 8.1 22.9 2.5 16 2.5Z';
const DOOR = 'M11 26.5V15.5a5 5 0 0 1 10 0v11Z';

export function Mark({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path d={BUBBLE} class={styles.bubble} />
      <path d={DOOR} class={styles.door} />
    </svg>
  );
}

export function Wordmark() {
  return (
    <svg viewBox="0 0 110 32" width="110" height="32" role="img" aria-label="Parlor">
      <path d={BUBBLE} class={styles.bubble} />
      <path d={DOOR} class={styles.door} />
      <g transform="translate(39 3.6)" class={styles.letters}>
        <path d="M1.35 7V25.5M27.85 7V21M33.6 7V21M33.6 13.6c0-3.3 2.1-5.25 5.4-5.25M43 1V21M64.2 7V21M64.2 13.6c0-3.3 2.1-5.25 5.4-5.25" />
        <circle cx="7" cy="14" r="5.65" />
        <circle cx="22.2" cy="14" r="5.65" />
        <circle cx="53.2" cy="14" r="5.65" />
      </g>
    </svg>
  );
}
