// Small layers beside a message: its menu, the picker of a reaction, and the list of who read it.

import { signal } from '@preact/signals';
import type { MessageId } from '../protocol.ts';

export interface Beside {
  id: MessageId;
  /** Where it was asked for, in the window. */
  at: DOMRect;
}

export const menu = signal<Beside | null>(null);
export const reacting = signal<Beside | null>(null);
/** The message whose readers are listed. */
export const readers = signal<MessageId | null>(null);

export function closeBeside(): void {
  menu.value = null;
  reacting.value = null;
  readers.value = null;
}
