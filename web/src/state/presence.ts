// Who is there, and since when the others are not.

import { signal } from '@preact/signals';
import type { Moment, UserId } from '../protocol.ts';

export const online = signal<ReadonlySet<UserId>>(new Set());
export const lastSeen = signal<ReadonlyMap<UserId, Moment>>(new Map());

export function arrive(id: UserId): void {
  online.value = new Set(online.value).add(id);
}

export function depart(id: UserId, moment: Moment): void {
  const rest = new Set(online.value);
  rest.delete(id);
  online.value = rest;
  seen(id, moment);
}

export function seen(id: UserId, moment: Moment): void {
  lastSeen.value = new Map(lastSeen.value).set(id, moment);
}
