// Sentences that appear for a while: notices leave by themselves, errors stay until closed.

import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  error: boolean;
}

export const notices = signal<readonly Notice[]>([]);
/** Read aloud, never shown. */
export const spoken = signal('');

const SHOWN = 6_000;
const MOST = 3;
let last = 0;

export function tell(text: string, error = false): void {
  const notice = { id: (last += 1), text, error };
  notices.value = [...notices.peek().filter((other) => other.text !== text), notice].slice(-MOST);
  if (!error) setTimeout(() => dismiss(notice.id), SHOWN);
}

export function dismiss(id: number): void {
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}
