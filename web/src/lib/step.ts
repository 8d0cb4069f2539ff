// The next conversation up or down the list. Pure.

import type { Conversation, ConversationId } from '../protocol.ts';

type Listed = Pick<Conversation, '_id' | 'unreadCount' | 'notifications'>;

/** Null where there is none that way. Among unread ones the way leads around the end of the list. */
export function step(all: readonly Listed[], from: ConversationId | null, by: 1 | -1, unread: boolean): ConversationId | null {
  const at = all.findIndex((each) => each._id === from);
  const start = at === -1 && by === -1 ? all.length : at;
  for (let count = 1; count <= all.length; count += 1) {
    const index = start + by * count;
    const each = all[unread ? (index + 2 * all.length) % all.length : index];
    if (!each) return null;
    if (each._id !== from && (!unread || (each.unreadCount > 0 && each.notifications !== 'none'))) return each._id;
  }
  return null;
}
