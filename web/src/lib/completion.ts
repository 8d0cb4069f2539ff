// What is being written at the caret that could be completed: a name behind `@`, an emoji behind `:`. Pure.

import type { Person } from '../protocol.ts';
import { plain } from './plain.ts';

export interface Asked {
  kind: '@' | ':';
  /** Where the sign stands. */
  from: number;
  to: number;
  words: string;
}

export function asked(text: string, caret: number): Asked | null {
  const found = /(?:^|[\s([{"'“‘>*_~])([@:])([\p{L}\p{N}._+-]*)$/u.exec(text.slice(0, caret));
  const kind = found?.[1];
  const words = found?.[2] ?? '';
  if (kind !== '@' && kind !== ':') return null;
  // One letter behind a colon is a smiley more often than a name.
  if (kind === ':' && words.length < 2) return null;
  return { kind, from: caret - words.length - 1, to: caret, words };
}

/** People whose user name or one of whose names begins like this, those of user names first; the others who have it inside last. */
export function people(all: readonly Person[], words: string, most: number): Person[] {
  const wanted = plain(words);
  const weight = ({ username, displayName }: Person): number => {
    if (username.startsWith(wanted)) return 3;
    const name = plain(displayName);
    if (name.split(/\s+/u).some((part) => part.startsWith(wanted))) return 2;
    return username.includes(wanted) || name.includes(wanted) ? 1 : 0;
  };
  return all
    .map((person) => ({ person, score: weight(person) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.person.displayName.localeCompare(b.person.displayName))
    .slice(0, most)
    .map(({ person }) => person);
}
