// Grows whenever something is pinned or let go: lists of pins are read again.

import { signal } from '@preact/signals';

export const pinsChanged = signal(0);
