// The chapter of presence: who comes and who goes.

import { batch } from '@preact/signals';
import { api } from '../api.ts';
import type { PresenceState, UserId, UserOffline, UserOnline } from '../protocol.ts';
import { arrive, depart, lastSeen, online, seen } from '../state/presence.ts';

export const came = ({ userId }: UserOnline): void => arrive(userId);
export const left = ({ userId, lastSeen: moment }: UserOffline): void => depart(userId, moment);

export function state({ online: there }: PresenceState): void {
  online.value = new Set(there);
}

/** Since when somebody is gone, for the head of a conversation with them. */
export async function askLastSeen(id: UserId): Promise<void> {
  if (lastSeen.peek().has(id)) return;
  const user = await api.user(id).catch(() => null);
  if (user?.lastSeen) seen(id, user.lastSeen);
}

/** The same for everybody, where many are shown together. */
export async function askAllLastSeen(): Promise<void> {
  const all = await api.users('').catch(() => null);
  batch(() => {
    for (const user of all?.users ?? []) if (user.lastSeen) seen(user._id, user.lastSeen);
  });
}
