// Words with what was looked for in them set apart.

import type { ComponentChildren } from 'preact';
import styles from './Marked.module.css';

export function Marked({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [start, length] of marks) {
    if (start > at) parts.push(text.slice(at, start));
    parts.push(
      <mark key={start} class={styles.mark}>
        {text.slice(start, start + length)}
      </mark>,
    );
    at = start + length;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
