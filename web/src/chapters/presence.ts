// The chapter of presence: who comes and who goes.

import { batch } from '@preact/signals';
import { api } from '../api.ts';
import type { PresenceState, User, UserId, UserOffline, UserOnline } from '../protocol.ts';
import { arrive, depart, kinds, lastSeen, learnKinds, online, seen } from '../state/presence.ts';

export const came = ({ userId }: UserOnline): void => arrive(userId);
export const left = ({ userId, lastSeen: moment }: UserOffline): void => depart(userId, moment);

export function state({ online: there }: PresenceState): void {
  online.value = new Set(there);
}

/** What somebody is, and since when they are gone: for the head of a conversation with them. */
export async function askAbout(id: UserId): Promise<void> {
  if (kinds.peek().has(id) && (online.peek().has(id) || lastSeen.peek().has(id))) return;
  const user = await api.user(id).catch(() => null);
  if (user) learn([user]);
}

/** So many are asked about one by one at the most. */
const FEW = 20;

/** The same for these, who are shown together. Those who are out for good are in no list of everybody. */
export async function askAboutAll(ids: readonly UserId[]): Promise<void> {
  const all = await api.users('').catch(() => null);
  learn(all?.users ?? []);
  const unlisted = ids.filter((id) => !kinds.peek().has(id)).slice(0, FEW);
  const found = await Promise.all(unlisted.map((id) => api.user(id).catch(() => null)));
  learn(found.filter((user) => user !== null));
}

function learn(users: readonly User[]): void {
  batch(() => {
    learnKinds(users);
    for (const user of users) if (user.lastSeen) seen(user._id, user.lastSeen);
  });
}
