// What kind of device this is, asked when it matters: a tablet may gain a mouse.

import { signal } from '@preact/signals';

const matches = (query: string): boolean => globalThis.matchMedia?.(query).matches ?? false;

/** The finger is the main pointer: Enter makes a line, and nothing takes the focus by itself. */
export const isTouch = (): boolean => matches('(pointer: coarse)');
export const isCalm = (): boolean => matches('(prefers-reduced-motion: reduce)');
/** Narrow enough that the list and the conversation take turns. */
export const narrow = signal(false);

export function followWidth(): void {
  const query = matchMedia('(max-width: 639.98px)');
  narrow.value = query.matches;
  query.addEventListener('change', () => (narrow.value = query.matches));
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
