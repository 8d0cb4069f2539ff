// Says of an account that no person is behind it, or that nobody is any more.

import { t } from '../locales/index.ts';
import type { Kind } from '../state/presence.ts';
import controls from '../styles/controls.module.css';

export function KindTag({ kind = 'person' }: { kind?: Kind | undefined }) {
  return kind === 'person' ? null : <span class={controls.tag}>{t.kinds[kind]}</span>;
}
