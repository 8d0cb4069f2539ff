// What kind of device this is, asked when it matters: a tablet may gain a mouse.

const matches = (query: string): boolean => globalThis.matchMedia?.(query).matches ?? false;

/** The finger is the main pointer: Enter makes a line, and nothing takes the focus by itself. */
export const isTouch = (): boolean => matches('(pointer: coarse)');
export const isCalm = (): boolean => matches('(prefers-reduced-motion: reduce)');
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
