// What the open page is doing, as far as the chapters must know it.

import { signal } from '@preact/signals';
import type { Message, MessageId } from '../protocol.ts';

/** The end of the open conversation is in sight. */
export const atEnd = signal(true);
/** The tab is in front. */
export const visible = signal(true);
/** The message that is being edited: itself, for its conversation may show another part of its past meanwhile. */
export const editing = signal<Message | null>(null);
/** A message that was gone to, until the eye has found it. */
export const found = signal<MessageId | null>(null);
/** The message whose actions are shown. */
export const acting = signal<MessageId | null>(null);
/** The message whose deletion is being asked about. */
export const deleting = signal<MessageId | null>(null);
/** The dialog for a new conversation is open. */
export const creating = signal(false);
/** The panel about the open conversation is shown. */
export const detailing = signal(false);
/** The dialog that leads to another conversation is open. */
export const switching = signal(false);
/** The list of shortcuts is open. */
export const helping = signal(false);

/** Signing out is being asked about. `begun`: beside what waits to go out, something is written or attached and not sent. */
export const leaving = signal<{ begun: boolean } | null>(null);

export function followVisibility(): void {
  const look = () => (visible.value = document.visibilityState === 'visible');
  look();
  document.addEventListener('visibilitychange', look);
}
