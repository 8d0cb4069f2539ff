// The chapter of people: somebody takes another name.

import type { ChangedUser, User, UserUpdated } from '../protocol.ts';
import { change, conversations } from '../state/conversations.ts';
import { me } from '../state/session.ts';

export const renamed = ({ user }: UserUpdated): void => rename(user);

export function rename({ _id, username, displayName, avatar, role }: User | ChangedUser): void {
  const user = { _id, username, displayName, avatar };
  const self = me.peek();
  if (self?._id === _id) me.value = { ...self, ...user, role };
  for (const [id, { participants }] of conversations.peek()) {
    if (!participants.some((each) => each.user._id === _id)) continue;
    change(id, (old) => ({ ...old, participants: old.participants.map((each) => (each.user._id === _id ? { ...each, user } : each)) }));
  }
}
