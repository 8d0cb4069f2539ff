// Who is here, and with which token. What it takes to change that is in `session.ts` above.

import { signal } from '@preact/signals';
import type { Info, User } from '../protocol.ts';

export type Stage = 'opening' | 'unreachable' | 'setup' | 'out' | 'in';

export const stage = signal<Stage>('opening');
export const info = signal<Info | null>(null);
export const me = signal<User | null>(null);
export const token = signal<string | null>(null);
/** Why somebody who was in is out again. */
export const ended = signal(false);

/** Counts whose turn it is at this page: one more whenever what was shown is let go of. */
let turns = 0;
export const turn = (): number => turns;
export const endTurn = (): void => void (turns += 1);

/** Only for what is shown to somebody who is in. */
export const myId = (): string => me.value?._id ?? '';
export const serverName = (): string => info.value?.name ?? 'Parlor';
