// What a message's text is made of: names that are called, emoji, bytes.

export interface Called {
  text: string;
  /** The user name behind the `@`. */
  name?: string;
}

/** The parts of a text that call one of these names, or everybody by `@here`, and those between them. As the server reads them. */
export function mentions(text: string, usernames: readonly string[]): Called[] {
  const known = new Set([...usernames, 'here']);
  const found: Called[] = [];
  let at = 0;
  for (const match of text.matchAll(/@[a-z0-9._-]+/giu)) {
    if (/[\p{L}\p{N}@._/-]$/u.test(text.slice(0, match.index))) continue;
    let name = match[0].slice(1).toLowerCase();
    while (!known.has(name) && /[._-]$/u.test(name)) name = name.slice(0, -1);
    if (!known.has(name)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    at = match.index + 1 + name.length;
    found.push({ text: text.slice(match.index, at), name });
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}

const EMOJI = /^(?:\p{RI}\p{RI}|[#*0-9]\uFE0F?\u20E3|\p{Emoji}(?:\p{EMod}|\uFE0F)?(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*)/u;

/** One to three emoji and nothing else: shown large. */
export function isLarge(text: string): boolean {
  let rest = text.trim();
  // Digits and # are \p{Emoji} too, so something pictorial has to be there.
  if (!/\p{Extended_Pictographic}|\p{RI}|\u20E3/u.test(rest) || /^[\d#*\s]+$/u.test(rest)) return false;
  for (let count = 0; count < 3 && rest !== ''; count += 1) {
    const match = EMOJI.exec(rest);
    if (!match || /^[\d#*]$/u.test(match[0])) return false;
    rest = rest.slice(match[0].length).trimStart();
  }
  return rest === '';
}

/** The `dir` of a line that may begin with the names it calls: they are Latin, whatever is said to them. */
export const leaning = (line: string): 'rtl' | 'auto' => (/^\s*(?:@[a-z0-9._-]+[\s\p{P}]*)+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/iu.test(line) ? 'rtl' : 'auto');

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;
