// The emoji that this browser used last, and all there are once they were asked for.

import { signal } from '@preact/signals';
import { kept } from '../lib/storage.ts';

type All = typeof import('../lib/emoji.ts');

/** Null until it is loaded. */
export const emoji = signal<All | null>(null);
let loading: Promise<All> | null = null;

export function loadEmoji(): Promise<All> {
  loading ??= import('../lib/emoji.ts').then(
    (all) => (emoji.value = all),
    (error: unknown) => {
      // The line may be down: the next time tries again.
      loading = null;
      throw error;
    },
  );
  return loading;
}

const KEY = 'recent emoji';
const MOST = 16;
const FIRST = ['👍', '❤️', '😂', '🎉', '🙏', '😊', '👀', '🔥'];

function lately(): string[] {
  try {
    const read: unknown = JSON.parse(kept.read(KEY) ?? 'null');
    if (Array.isArray(read)) return read.filter((each): each is string => typeof each === 'string').slice(0, MOST);
  } catch {
    // Somebody else's, or half of one.
  }
  return FIRST;
}

export const recent = signal<readonly string[]>(lately());

export function noteEmoji(used: string): void {
  recent.value = [used, ...recent.peek().filter((each) => each !== used)].slice(0, MOST);
  kept.write(KEY, JSON.stringify(recent.peek()));
}

const TONE = 'skin tone';
const keptTone = Number(kept.read(TONE) ?? 0);

/** 0 to 5. */
export const tone = signal(Number.isInteger(keptTone) && keptTone >= 0 && keptTone <= 5 ? keptTone : 0);

export function setTone(chosen: number): void {
  tone.value = chosen;
  kept.write(TONE, String(chosen));
}

/** Milliseconds that words wait for the names of emoji: on a line that hangs they go out as they were written. */
const PATIENCE = 1_000;

/** `:smile:` as 😄, where the names can be had. */
export async function spelled(text: string): Promise<string> {
  if (!/:[a-z0-9_+-]+:/.test(text)) return text;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
  const all = await Promise.race([loadEmoji().catch(() => null), late]);
  return all?.withEmoji(text) ?? text;
}
