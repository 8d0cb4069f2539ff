// How much of what the server ever stored this page knows: everything up to a number. Pure but for the one thing that it keeps.

import { signal } from '@preact/signals';

/** The page shows everything that there is. */
export const caughtUp = signal(false);

/** Everything up to here is known; null: nothing is. */
let known: number | null = null;
/** The highest that was heard while something before it may still be missing. */
let heard = 0;

export const knownUpTo = (): number | null => known;

/** Everything up to here was told. */
export function learn(rev: number): void {
  known = known === null ? rev : Math.max(known, rev);
}

/** An event was heard: in order, so where nothing was missing, nothing is. */
export function hearOf(rev: number): void {
  if (caughtUp.peek() && known !== null) known = Math.max(known, rev);
  else heard = Math.max(heard, rev);
}

/** Nothing before what was heard is missing any more. */
export function complete(): void {
  if (known !== null) known = Math.max(known, heard);
  heard = 0;
  caughtUp.value = true;
}

/** The line went down: from here on something may be missing. */
export function interrupted(): void {
  caughtUp.value = false;
  heard = 0;
}

/** Nothing is known any more. */
export function unlearn(): void {
  known = null;
  interrupted();
}
