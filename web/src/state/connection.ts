// Whether the server hears us.

import { effect, signal } from '@preact/signals';

export const connected = signal(false);
/** True once the line has been down long enough to tell a person. */
export const lost = signal(false);

const PATIENCE = 1_000;

effect(() => {
  if (connected.value) {
    lost.value = false;
    return;
  }
  const timer = setTimeout(() => (lost.value = true), PATIENCE);
  return () => clearTimeout(timer);
});
