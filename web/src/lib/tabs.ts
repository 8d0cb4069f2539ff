// What the tabs of one browser tell each other. Only those of the same person listen to each other.

import type { ConversationId, UserId } from '../protocol.ts';
import { clientId } from './ids.ts';

/** This tab's own name. */
export const tab = clientId();

/** By name, what is told. */
export interface Told {
  draft: { id: ConversationId; text: string };
  queued: unknown;
  settled: { clientId: string };
  refused: { clientId: string; failed: string | null };
  /** A message arrived: who would tell the person of it? */
  asked: { about: string };
  answered: { about: string; visible: boolean };
}

type Sent = { [Name in keyof Told]: { name: Name; from: string; of: UserId; told: Told[Name] } }[keyof Told];

const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('parlor') : null;
// In Node it would keep a test from ending.
(channel as { unref?: () => void } | null)?.unref?.();

let mine: UserId = '';
const listeners = new Map<keyof Told, (told: never, from: string) => void>();

/** From now on the tabs of this person are heard; of nobody, with an empty id. */
export const hearTabsOf = (user: UserId): void => void (mine = user);

export function tellTabs<Name extends keyof Told>(name: Name, told: Told[Name]): void {
  if (mine) channel?.postMessage({ name, from: tab, of: mine, told });
}

/** One listener a name. */
export function fromTabs<Name extends keyof Told>(name: Name, hear: (told: Told[Name], from: string) => void): void {
  listeners.set(name, hear as (told: never, from: string) => void);
}

channel?.addEventListener('message', ({ data }: MessageEvent<Sent>) => {
  if (data.of === mine) listeners.get(data.name)?.(data.told as never, data.from);
});
