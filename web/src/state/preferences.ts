// How this person wants the page to be, kept in this browser alone. Read at once, so that the first paint is right.

import { signal } from '@preact/signals';
import { kept } from '../lib/storage.ts';

export interface Preferences {
  /** With which key a message goes out; Ctrl or ⌘ with Enter always sends. */
  sendWith: 'enter' | 'ctrl-enter';
  /** A sound for what arrives elsewhere. */
  sound: boolean;
  theme: 'system' | 'light' | 'dark';
  /** A language's tag, or what the browser asks for. */
  language: string;
  /** Of the words of messages. */
  textSize: 'small' | 'normal' | 'large' | 'larger';
}

const KEY = 'preferences';
const DEFAULTS: Preferences = { sendWith: 'enter', sound: true, theme: 'system', language: 'system', textSize: 'normal' };

/** What was kept, where it is of the right kind: an older or a newer page may have written it. */
export function readPreferences(text: string | null): Preferences {
  const read = { ...DEFAULTS };
  let known: Partial<Record<keyof Preferences, unknown>> | null = null;
  try {
    known = JSON.parse(text ?? 'null');
  } catch {
    return read;
  }
  const one = <Of extends string>(value: unknown, all: readonly Of[], otherwise: Of): Of => all.find((each) => each === value) ?? otherwise;
  read.sendWith = one(known?.sendWith, ['enter', 'ctrl-enter'], read.sendWith);
  read.theme = one(known?.theme, ['system', 'light', 'dark'], read.theme);
  read.textSize = one(known?.textSize, ['small', 'normal', 'large', 'larger'], read.textSize);
  if (typeof known?.sound === 'boolean') read.sound = known.sound;
  if (typeof known?.language === 'string') read.language = known.language;
  return read;
}

export const preferences = signal<Preferences>(readPreferences(kept.read(KEY)));

export function prefer(wanted: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...wanted };
  kept.write(KEY, JSON.stringify(preferences.peek()));
}

/** What is chosen in one tab holds in all of them. */
export function followPreferences(): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) preferences.value = readPreferences(newValue);
  });
}
