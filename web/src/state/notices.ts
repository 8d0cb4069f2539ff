// Sentences that appear for a while: notices leave by themselves, errors stay until closed.

import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  error: boolean;
  /** The one thing that can be done about it. */
  action?: { label: string; run: () => void };
}

export const notices = signal<readonly Notice[]>([]);
/** Read aloud, never shown. */
export const spoken = signal('');
/** Milliseconds that it stays in the page, where somebody may walk into it. */
const READ = 10_000;
let reading: ReturnType<typeof setTimeout> | undefined;
let about: string | null = null;

/** `of`: the message whose words they are. */
export function speak(words: string, of: string): void {
  // The same words twice are news twice; a live region tells only what changes.
  spoken.value = words === spoken.peek() ? `${words}\u00a0` : words;
  about = of;
  clearTimeout(reading);
  reading = setTimeout(() => silence(of), READ);
}

export function silence(of: string): void {
  if (about === of) spoken.value = '';
}

/** Milliseconds that a notice is shown, not counting those in which somebody looks at it closely. */
const SHOWN = 6_000;
const MOST = 3;
let last = 0;

const timers = new Map<number, ReturnType<typeof setTimeout>>();

function show(notice: Omit<Notice, 'id'>, passing: boolean): void {
  const id = (last += 1);
  notices.value = [...notices.peek().filter(({ text }) => text !== notice.text), { ...notice, id }].slice(-MOST);
  if (passing) timers.set(id, setTimeout(() => dismiss(id), SHOWN));
}

export const tell = (text: string, error = false): void => show({ text, error }, !error);

/** Stays until it is taken or closed. */
export const offer = (text: string, label: string, run: () => void): void => show({ text, error: false, action: { label, run } }, false);

export function dismiss(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  notices.value = notices.peek().filter((notice) => notice.id !== id);
}

/** Somebody points at one of them or has the focus in it: none of them goes away. */
export function pause(): void {
  for (const timer of timers.values()) clearTimeout(timer);
}

/** Nobody does any more. */
export function resume(): void {
  for (const id of timers.keys()) {
    clearTimeout(timers.get(id));
    timers.set(id, setTimeout(() => dismiss(id), SHOWN));
  }
}
