// Who is there, since when the others are not, and who is no person that could be.

import { signal } from '@preact/signals';
import type { Moment, User, UserId } from '../protocol.ts';

export const online = signal<ReadonlySet<UserId>>(new Set());
export const lastSeen = signal<ReadonlyMap<UserId, Moment>>(new Map());

export type Kind = 'person' | 'bot' | 'disabled';

/** Of those that the server was asked about. */
export const kinds = signal<ReadonlyMap<UserId, Kind>>(new Map());

export const kindOf = ({ bot, disabled }: Pick<User, 'bot' | 'disabled'>): Kind => (disabled ? 'disabled' : bot ? 'bot' : 'person');

export function learnKinds(users: readonly User[]): void {
  if (users.every((user) => kinds.peek().get(user._id) === kindOf(user))) return;
  kinds.value = new Map([...kinds.peek(), ...users.map((user) => [user._id, kindOf(user)] as const)]);
}

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
