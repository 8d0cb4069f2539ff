import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, type Mark } from '../src/lib/format.ts';

/** `|` stands for both ends of what is selected. */
function drawn(marked: string, mark: Mark): string {
  const start = marked.indexOf('|');
  const end = marked.lastIndexOf('|') === start ? start : marked.lastIndexOf('|') - 1;
  const text = marked.replaceAll('|', '');
  const edit = format(text, start, end, mark);
  const after = text.slice(0, edit.from) + edit.words + text.slice(edit.to);
  return edit.start === edit.end
    ? `${after.slice(0, edit.start)}|${after.slice(edit.start)}`
    : `${after.slice(0, edit.start)}|${after.slice(edit.start, edit.end)}|${after.slice(edit.end)}`;
}

test('marks are put around what is selected, and taken away again', () => {
  assert.equal(drawn('the |red| pot', 'bold'), 'the **|red|** pot');
  assert.equal(drawn('the **|red|** pot', 'bold'), 'the |red| pot');
  assert.equal(drawn('the |', 'italic'), 'the _|_');
  assert.equal(drawn('|ls|', 'code'), '`|ls|`');
  assert.equal(drawn('so |a\nb|', 'code'), 'so \n```\na\nb\n```\n|');
  assert.equal(drawn('see |this|', 'link'), 'see [this](https://|)');
  assert.equal(drawn('|', 'link'), '[|](https://)');
});

test('lines are quoted and listed whole', () => {
  assert.equal(drawn('a\nb|c\nd| e\nf', 'quote'), 'a\n|> bc\n> d e|\nf');
  assert.equal(drawn('a\n> b|c\n> d| e\nf', 'quote'), 'a\n|bc\nd e|\nf');
  assert.equal(drawn('|', 'list'), '- |');
});
