// The chapter of people: somebody takes another name.

import type { UserUpdated } from '../protocol.ts';
import { change, conversations } from '../state/conversations.ts';

export function renamed({ user: { _id, username, displayName, avatar } }: UserUpdated): void {
  const user = { _id, username, displayName, avatar };
  for (const [id, { participants }] of conversations.peek()) {
    if (!participants.some((each) => each.user._id === _id)) continue;
    change(id, (old) => ({ ...old, participants: old.participants.map((each) => (each.user._id === _id ? { ...each, user } : each)) }));
  }
}
