// All emoji with their names and shortcodes. Loaded when somebody reaches for one; embedded in the server, so it works without the internet.

import data from 'emoji-picker-element-data/en/github/data.json';

export interface Emoji {
  emoji: string;
  name: string;
  shortcode: string;
  shortcodes: readonly string[];
  tags: readonly string[];
  group: number;
  /** The same in the five tones of skin, from light to dark; most have none. */
  tones: readonly string[];
}

/** Of Unicode's emoji: the fonts of systems that are a few years old show newer ones as boxes. */
const NEWEST = 14;
/** The parts that others are made of. */
const COMPONENT = 2;

interface Entry {
  emoji: string;
  annotation: string;
  shortcodes?: string[];
  tags?: string[];
  group: number;
  version: number;
  skins?: { tone: number | number[]; emoji: string }[];
}

/** As keyboards write it: what is a picture anyway is not asked to be one. Otherwise two people's 👍 would be two reactions. */
const plain = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');

/** In the order of keyboards. Group 1, people, follows 0, faces. */
export const all: readonly Emoji[] = (data as Entry[])
  .filter(({ group, version }) => group !== COMPONENT && version <= NEWEST)
  .map(({ emoji: written, annotation, shortcodes = [], tags = [], group, skins = [] }) => {
    const emoji = plain(written);
    return { emoji, name: annotation, shortcode: shortcodes[0] ?? '', shortcodes, tags, group, tones: skins.filter(({ tone }) => typeof tone === 'number').map((skin) => skin.emoji) };
  });

const byCode = new Map(all.flatMap((each) => each.shortcodes.map((code) => [code, each] as const)));
const byEmoji = new Map(all.flatMap((each) => [each.emoji, ...each.tones].map((emoji) => [emoji, each] as const)));

export const known = (emoji: string): Emoji | undefined => byEmoji.get(plain(emoji));

/** As somebody of this tone has it; 0 is the yellow that is nobody's. */
export const toned = (each: Emoji, tone: number): string => (tone > 0 ? (each.tones[tone - 1] ?? each.emoji) : each.emoji);

/** How well it answers to what was typed; 0 is not at all. */
function weight({ shortcodes, name, tags }: Emoji, words: string): number {
  if (shortcodes.includes(words)) return 6;
  if (shortcodes.some((code) => code.startsWith(words))) return 5;
  if (name.split(/[ -]/).some((part) => part.startsWith(words))) return 4;
  if (tags.some((tag) => tag.startsWith(words))) return 3;
  if (shortcodes.some((code) => code.includes(words))) return 2;
  return name.includes(words) ? 1 : 0;
}

/** The best first; among equals, as keyboards have them. */
export function search(typed: string, most = Infinity): Emoji[] {
  const words = typed.trim().toLowerCase().replace(/^:|:$/g, '');
  if (words === '') return [];
  const found = all.flatMap((each) => {
    const score = weight(each, words);
    return score > 0 ? [{ each, score }] : [];
  });
  found.sort((a, b) => b.score - a.score);
  return found.slice(0, most).map(({ each }) => each);
}

/** `:smile:` as the emoji of that name; code stays as it is. */
export function withEmoji(text: string): string {
  return text
    .split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/:([a-z0-9_+-]+):/g, (whole, code: string) => byCode.get(code)?.emoji ?? whole)))
    .join('');
}
