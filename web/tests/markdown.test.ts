import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdown, unmarked, type Block, type Inline } from '../src/lib/markdown.ts';

const inline = (all: Inline[]): string =>
  all
    .map((each) => {
      switch (each.kind) {
        case 'text': return each.text;
        case 'code': return `{${each.text}}`;
        case 'break': return '/';
        case 'link': return `[${inline(each.inside)}→${each.href}]`;
        default: return `<${each.kind} ${inline(each.inside)}>`;
      }
    })
    .join('');
const block = (each: Block): string => {
  switch (each.kind) {
    case 'code': return `code ${each.language}: ${each.text}`;
    case 'quote': return `quote(${each.inside.map(block).join(' | ')})`;
    case 'list': return `list ${each.start ?? '-'}(${each.items.map((item) => item.map(block).join(' ')).join(' | ')})`;
    default: return inline(each.inside);
  }
};
const drawn = (text: string): string => markdown(text).map(block).join(' ¶ ');

test('29 · bold, code, fenced code, quotes, lists and links are what they look like', () => {
  assert.equal(drawn('a **b** _c_ ~~d~~ `e*f*`\ng'), 'a <strong b> <em c> <del d> {e*f*}/g');
  assert.equal(drawn('see\n```JS extra\nlet a = "**";\n```\nthere'), 'see ¶ code js: let a = "**"; ¶ there');
  assert.equal(drawn('> said\n\nyes'), 'quote(said) ¶ yes');
  assert.equal(drawn('- a\n- b\n\n3. c\n4. d'), 'list -(a | b) ¶ list 3(c | d)');
  assert.equal(drawn('[here](https://example.org/a)'), '[here→https://example.org/a]');
});

test('29 · an address becomes a link, and the sentence around it does not', () => {
  assert.equal(
    drawn('See https://example.org/a_(b), or (http://example.org/c).'),
    'See [https://example.org/a_(b)→https://example.org/a_(b)], or ([http://example.org/c→http://example.org/c]).',
  );
  assert.equal(drawn('Not javascript:alert(1) or ftp://x or https:// alone'), 'Not javascript:alert(1) or ftp://x or https:// alone');
});

test('29 · HTML stays text, pictures become links, and only harmless addresses are followed', () => {
  assert.equal(drawn('<b>x</b> **y** <img src=x onerror=alert(1)>'), '<b>x</b> <strong y> <img src=x onerror=alert(1)>');
  assert.equal(drawn('<script>\nalert(1)\n</script>'), '<script>/alert(1)/</script>');
  assert.equal(drawn('![cat](https://example.org/cat.png)'), '[cat→https://example.org/cat.png]');
  for (const href of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '//example.org', '/c/x', 'java\tscript:alert(1)'])
    assert.ok(!drawn(`[a](${href})`).includes('→'), href);
});

test('29 · what looks like a mark by accident is left as it was written', () => {
  const same = ['snake_case_name', '2 * 3 * 4', '    four spaces', '[note]: see below', '| a | b |', '&amp; &lt;b&gt;', '#1 is done', '***'];
  for (const text of same) assert.equal(drawn(text), text);
  assert.equal(drawn('a\n---'), 'a/---');
});

test('29 · however much is nested, it is drawn, and shallow', () => {
  for (const text of ['>'.repeat(5_000), '- '.repeat(2_500), '*'.repeat(5_000), '[a]('.repeat(1_200), '`'.repeat(4_999), '**a '.repeat(1_200), '_a*b'.repeat(1_250)]) {
    const depth = (all: Block[]): number => Math.max(0, ...all.map((each) => 1 + (each.kind === 'quote' ? depth(each.inside) : each.kind === 'list' ? Math.max(...each.items.map(depth)) : 0)));
    assert.ok(depth(markdown(text)) <= 8, text.slice(0, 8));
  }
});

test('a preview has the words without their marks', () => {
  assert.equal(unmarked('**So**:\n> said\n\n- [a](https://example.org)\n- `b`\n```js\nlet c\n```'), 'So: said a b let c');
});
