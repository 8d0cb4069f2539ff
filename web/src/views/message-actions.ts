// What one can do to a message from its row and from the composer.

import type { Message } from '../protocol.ts';
import { answering, deleting, editing } from '../state/view.ts';

export function startAnswer(message: Message): void {
  editing.value = null;
  answering.value = message._id;
}

export function startEdit(message: Message): void {
  answering.value = null;
  editing.value = message._id;
}

export function remove(message: Message): void {
  deleting.value = message._id;
}
