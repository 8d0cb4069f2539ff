// The marks that a message may carry, as buttons; each has what it writes for a name.

import type { RefObject } from 'preact';
import { format, type Mark } from '../lib/format.ts';
import { insert } from '../lib/insert.ts';
import { t } from '../locales/index.ts';
import { Icon, type Sign } from './Icon.tsx';
import { Toolbar } from './Toolbar.tsx';
import controls from '../styles/controls.module.css';
import styles from './Formatting.module.css';

const MARKS: readonly { mark: Mark; sign: Sign }[] = [
  { mark: 'bold', sign: 'bold' },
  { mark: 'italic', sign: 'italic' },
  { mark: 'code', sign: 'code' },
  { mark: 'link', sign: 'link' },
  { mark: 'quote', sign: 'quote' },
  { mark: 'list', sign: 'list' },
];

export function mark(field: HTMLTextAreaElement, kind: Mark): void {
  const { from, to, words, start, end } = format(field.value, field.selectionStart, field.selectionEnd, kind);
  insert(field, words, from, to);
  field.setSelectionRange(start, end);
}

/** Ctrl or ⌘ with B and I, as everywhere. True where the key was one of them. */
export function markByKey(event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return false;
  const kind = ({ b: 'bold', i: 'italic' } as const)[event.key.toLowerCase()];
  if (!kind) return false;
  event.preventDefault();
  mark(event.currentTarget as HTMLTextAreaElement, kind);
  return true;
}

export function Formatting({ area }: { area: RefObject<HTMLTextAreaElement | null> }) {
  return (
    <Toolbar class={styles.bar} label={t.format.label}>
      {MARKS.map(({ mark: kind, sign }) => (
        <button
          key={kind}
          type="button"
          class={controls.icon}
          aria-label={t.format[kind]}
          title={t.format[kind]}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => area.current && mark(area.current, kind)}
        >
          <Icon name={sign} size={18} />
        </button>
      ))}
    </Toolbar>
  );
}
