// Putting marks around what is selected, or taking them away again. Pure.

export type Mark = 'bold' | 'italic' | 'code' | 'quote' | 'list' | 'link';

export interface Edit {
  /** What is replaced, and by what. */
  from: number;
  to: number;
  words: string;
  /** What is selected afterwards. */
  start: number;
  end: number;
}

const AROUND = { bold: '**', italic: '_', code: '`' };
const BEFORE = { quote: '> ', list: '- ' };

export function format(text: string, start: number, end: number, mark: Mark): Edit {
  const chosen = text.slice(start, end);
  switch (mark) {
    case 'quote':
    case 'list':
      return lines(text, start, end, BEFORE[mark]);
    case 'link': {
      const words = `[${chosen}](https://)`;
      // Without words the words come first, with them the address.
      const at = chosen === '' ? start + 1 : start + words.length - 1;
      return { from: start, to: end, words, start: at, end: at };
    }
    case 'code':
      if (chosen.includes('\n')) {
        const words = `${start > 0 && text[start - 1] !== '\n' ? '\n' : ''}\`\`\`\n${chosen}\n\`\`\`\n`;
        return { from: start, to: end, words, start: start + words.length, end: start + words.length };
      }
  }
  const sign = AROUND[mark];
  const inside = text.slice(start - sign.length, start) === sign && text.slice(end, end + sign.length) === sign;
  if (inside) return { from: start - sign.length, to: end + sign.length, words: chosen, start: start - sign.length, end: end - sign.length };
  return { from: start, to: end, words: sign + chosen + sign, start: start + sign.length, end: end + sign.length };
}

/** A mark before each line that is touched. */
function lines(text: string, start: number, end: number, sign: string): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', end);
  const to = stop === -1 ? text.length : stop;
  const all = text.slice(from, to).split('\n');
  const marked = all.every((line) => line.startsWith(sign));
  const words = all.map((line) => (marked ? line.slice(sign.length) : sign + line)).join('\n');
  const close = from + words.length;
  return { from, to, words, start: start === end ? close : from, end: close };
}
