// What one can do to a message from its row and from the composer.

import type { Message } from '../protocol.ts';
import { deleting, editing } from '../state/view.ts';

export function startEdit(message: Message): void {
  editing.value = message._id;
}

export function remove(message: Message): void {
  deleting.value = message._id;
}
