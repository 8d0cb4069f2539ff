// What people mean by the marks they write, as a tree of words. Nothing is parsed as HTML and nothing becomes HTML:
// tags stay text, pictures become links, and a link leads to an http, https or mail address or is no link. Pure.

import { Marked, type Token, type Tokens } from 'marked';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'em' | 'del'; inside: Inline[] }
  | { kind: 'link'; href: string; inside: Inline[] };

export type Block =
  | { kind: 'paragraph' | 'heading'; inside: Inline[] }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'quote'; inside: Block[] }
  | { kind: 'list'; start: number | null; items: Block[][] };

/** Deeper than this nobody writes by hand: what is inside stays as it was written. */
const DEEPEST = 6;

const none = () => undefined;
const marked = new Marked({
  gfm: true,
  breaks: true,
  // In a chat these are accidents: four spaces, a line of dashes, brackets before a colon, bars.
  tokenizer: { html: none, tag: none, code: none, def: none, reflink: none, hr: none, lheading: none, table: none },
});

/** An address that may be followed, or null. */
export function safeHref(href: string): string | null {
  try {
    const { protocol } = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

const words = (text: string): Inline => ({ kind: 'text', text });

function inline(tokens: readonly Token[], depth: number): Inline[] {
  return tokens.map((token): Inline => {
    if (depth > DEEPEST) return words(token.raw);
    switch (token.type) {
      case 'strong':
      case 'em':
      case 'del':
        return { kind: token.type, inside: inline(token.tokens ?? [], depth + 1) };
      case 'codespan':
        return { kind: 'code', text: (token as Tokens.Codespan).text };
      case 'br':
        return { kind: 'break' };
      case 'link':
      case 'image': {
        const { href, raw, text, tokens: inside } = token as Tokens.Link;
        const safe = safeHref(href);
        if (safe === null) return words(raw);
        const named = token.type === 'image' ? [words(text || href)] : inline(inside, depth + 1);
        return { kind: 'link', href: safe, inside: named.length > 0 ? named : [words(href)] };
      }
      case 'escape':
      case 'text':
        return words((token as Tokens.Text).text);
      default:
        return words(token.raw);
    }
  });
}

function blocks(tokens: readonly Token[], depth: number): Block[] {
  return tokens.flatMap((token): Block[] => {
    if (depth > DEEPEST) return [{ kind: 'paragraph', inside: [words(token.raw.trim())] }];
    switch (token.type) {
      case 'space':
        return [];
      case 'code': {
        const { text, lang } = token as Tokens.Code;
        return [{ kind: 'code', text, language: (lang ?? '').trim().split(/\s/)[0]?.toLowerCase() ?? '' }];
      }
      case 'heading':
        return [{ kind: 'heading', inside: inline(token.tokens ?? [], depth) }];
      case 'blockquote':
        return [{ kind: 'quote', inside: blocks(token.tokens ?? [], depth + 1) }];
      case 'list': {
        const { ordered, start, items } = token as Tokens.List;
        return [{ kind: 'list', start: ordered ? Number(start) : null, items: items.map((item) => blocks(item.tokens, depth + 1)) }];
      }
      case 'checkbox':
        return [];
      default:
        return [{ kind: 'paragraph', inside: 'tokens' in token && token.tokens ? inline(token.tokens, depth) : [words(token.raw)] }];
    }
  });
}

export function markdown(text: string): Block[] {
  try {
    return blocks(marked.lexer(text), 0);
  } catch {
    // Thousands of marks inside each other: shown as they are.
    return [{ kind: 'paragraph', inside: [words(text)] }];
  }
}

const said = (all: readonly Inline[]): string =>
  all.map((each) => ('text' in each ? each.text : 'inside' in each ? said(each.inside) : ' ')).join('');

/** The words alone, in one line, for where there is no room for more. */
export function unmarked(text: string): string {
  const one = (all: readonly Block[]): string[] =>
    all.flatMap((block) => {
      switch (block.kind) {
        case 'code': return [block.text];
        case 'quote': return one(block.inside);
        case 'list': return block.items.flatMap(one);
        default: return [said(block.inside)];
      }
    });
  return one(markdown(text)).join(' ').replace(/\s+/g, ' ').trim();
}
