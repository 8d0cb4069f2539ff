// What kind of device this is, asked when it matters: a tablet may gain a mouse.

import { signal } from '@preact/signals';

const matches = (query: string): boolean => globalThis.matchMedia?.(query).matches ?? false;

/** The finger is the main pointer: Enter makes a line, and nothing takes the focus by itself. */
export const isTouch = (): boolean => matches('(pointer: coarse)');
export const isCalm = (): boolean => matches('(prefers-reduced-motion: reduce)');
/** Narrow enough that the list and the conversation take turns. */
export const narrow = signal(false);

/** Narrower than the phones of today, or enlarged: what is at the end of a header folds into one button. */
export const tiny = signal(false);

export function followWidth(): void {
  for (const [width, signal] of [[639.98, narrow], [359.98, tiny]] as const) {
    const query = matchMedia(`(max-width: ${width}px)`);
    const look = () => (signal.value = query.matches);
    look();
    query.addEventListener('change', look);
  }
}

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
