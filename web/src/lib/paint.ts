// Which of the twelve avatar colours somebody has: stable for an `_id`, whatever the name.

/** FNV-1a, 32 bit, over the UTF-8 bytes. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** 1 to 12. */
export const paint = (id: string): number => (fnv1a(id) % 12) + 1;

const graphemes = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;

/** The first letter as a person reads it, accents and all. */
function firstLetter(word: string): string {
  const first = graphemes ? graphemes.segment(word)[Symbol.iterator]().next().value?.segment : Array.from(word)[0];
  return (first ?? '').toLocaleUpperCase();
}

const ARABIC = /^\p{Script=Arabic}/u;
const ARTICLE = 'ال';

/** One letter for a room; the first and last words' letters for a person. In Arabic one, because two would join; never that of the article. */
export function initials(name: string, room: boolean): string {
  const words = name.trim().split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0] ?? name.trim();
  if (ARABIC.test(first)) return firstLetter((words.find((word) => !word.startsWith(ARTICLE)) ?? first).replace(ARTICLE, ''));
  const last = words.length > 1 && !room ? words[words.length - 1] : undefined;
  return firstLetter(first) + (last ? firstLetter(last) : '');
}
