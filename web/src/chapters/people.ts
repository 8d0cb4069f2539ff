// The chapter of people: finding them, and somebody takes another name.

import { api } from '../api.ts';
import type { Person, UserUpdated } from '../protocol.ts';
import { change, conversations } from '../state/conversations.ts';

export function renamed({ user: { _id, username, displayName, avatar } }: UserUpdated): void {
  const user = { _id, username, displayName, avatar };
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
