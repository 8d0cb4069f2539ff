// What a message's text is made of: words and addresses. Everything stays text; nothing is ever parsed as HTML.

export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”]+/giu;

/** Sentence marks, and a closing bracket that the address did not open, end before an address does. */
function trimmed(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1];
    if (last === undefined) break;
    const open = last === ')' ? '(' : last === ']' ? '[' : null;
    const body = address.slice(0, end);
    const unopened = open !== null && body.split(last).length > body.split(open).length;
    if (!unopened && !/[.,;:!?'’*_]/u.test(last)) break;
    end -= 1;
  }
  return address.slice(0, end);
}

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!parses(address)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: address, href: address });
    at = match.index + address.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}

function parses(address: string): boolean {
  try {
    return new URL(address).host !== '';
  } catch {
    return false;
  }
}

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

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;
