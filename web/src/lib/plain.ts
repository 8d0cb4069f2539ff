// Letters without their marks, for finding names as people type them. Pure.

export const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Whether every word asked for is in the name. */
export function fits(name: string, words: string): boolean {
  const held = plain(name);
  return plain(words).split(/\s+/u).filter(Boolean).every((word) => held.includes(word));
}

/** The search words that are no operators such as `from:ann`. */
export const withoutOperators = (words: string): string => words.replace(/(?:^|\s)(?:in|from|before|after|has):(?:"[^"]*"?|\S*)/giu, ' ').trim();

/** Where the words stand in a name: start and length, as the server's marks have it. */
export function marksIn(name: string, words: string): [number, number][] {
  const held = plain(name);
  // Letters that fall apart when their marks go have no place to point at.
  if (held.length !== name.length) return [];
  const marks = plain(words)
    .split(/\s+/u)
    .filter(Boolean)
    .map((word): [number, number] => [held.indexOf(word), word.length])
    .filter(([start]) => start >= 0)
    .sort((a, b) => a[0] - b[0]);
  return marks.filter(([start], at) => at === 0 || start >= (marks[at - 1]?.[0] ?? 0) + (marks[at - 1]?.[1] ?? 0));
}
