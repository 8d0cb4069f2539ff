// Whether this browser keeps what is written here. Where it does not, leaving the page would lose it.

import { signal } from '@preact/signals';

export const kept = signal(true);

export const noteKept = (written: boolean): void => void (kept.value = written);
