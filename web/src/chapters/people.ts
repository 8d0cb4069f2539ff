// The chapter of people: finding them, and somebody takes another name, I among them.

import { api } from '../api.ts';
import type { ChangedUser, Person, User, UserUpdated } from '../protocol.ts';
import { change, conversations } from '../state/conversations.ts';
import { me } from '../state/session.ts';

export async function rename(displayName: string): Promise<void> {
  me.value = await api.editMe({ displayName });
}

/** Null takes the picture away. */
export async function portray(picture: Blob | null): Promise<void> {
  me.value = await (picture ? api.setAvatar(picture) : api.removeAvatar());
}

export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await api.changePassword({ currentPassword, newPassword });
}

export const renamed = ({ user }: UserUpdated): void => known(user);

/** Somebody as they are now. */
export function known({ _id, username, displayName, avatar, role }: User | ChangedUser): void {
  const user = { _id, username, displayName, avatar };
  const self = me.peek();
  if (self?._id === _id) me.value = { ...self, ...user, role };
  for (const [id, { participants }] of conversations.peek()) {
    if (!participants.some((each) => each.user._id === _id)) continue;
    change(id, (old) => ({ ...old, participants: old.participants.map((each) => (each.user._id === _id ? { ...each, user } : each)) }));
  }
}

/** Nobody where the line is down. */
export async function findPeople(words: string): Promise<Person[]> {
  return api.users(words).then(
    ({ users }) => users,
    () => [],
  );
}
