import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fnv1a, initials, paint } from '../src/lib/paint.ts';
import { byteLength, isLarge, leaning, mentions } from '../src/lib/text.ts';
import { halfSpent } from '../src/lib/token.ts';

test('one to three emoji are large, words and numbers are not', () => {
  for (const text of ['😄', '👩‍👩‍👧', '🔧😄', '🇸🇪 👍🏽 ❤️']) assert.ok(isLarge(text), text);
  for (const text of ['', '1', '12', '😄😄😄😄', '😄 ok', '#', 'ok']) assert.ok(!isLarge(text), text);
});

test('a line runs the way of its words, not of the names it begins with', () => {
  for (const line of ['@yunus المفتاح تحت الأصيص', '@ann, @bo: שלום']) assert.equal(leaning(line), 'rtl', line);
  for (const line of ['@yunus the key', 'المفتاح', '@yunus', '']) assert.equal(leaning(line), 'auto', line);
});

test('initials are letters as people read them', () => {
  assert.equal(initials('Tomás Reyes', false), 'TR');
  assert.equal(initials('Summer house', true), 'S');
  assert.equal(initials('ida', false), 'I');
  assert.equal(initials('عمر حداد', false), 'ع');
  assert.equal(initials('الجدة سلمى', false), 'س');
  assert.equal(initials('البيت الصيفي', true), 'ب');
  assert.equal(initials('Anna Maria von Berg', false), 'AB');
  assert.equal(initials('é́lodie', false), 'É́');
});

test('a colour is one of twelve and stays with the id', () => {
  assert.equal(fnv1a(''), 0x811c9dc5);
  assert.equal(fnv1a('a'), 0xe40c292c);
  assert.equal(fnv1a('foobar'), 0xbf9cf968);
  assert.ok(paint('user_1') >= 1 && paint('user_1') <= 12);
});

test('length is counted in bytes, as the server counts it', () => assert.equal(byteLength('å上'), 5));

test('a token is renewed once half of its life is over', () => {
  const token = (iat: number, exp: number) => `x.${btoa(JSON.stringify({ iat, exp })).replace(/=/g, '')}.y`;
  assert.equal(halfSpent(token(0, 100), 49), false);
  assert.equal(halfSpent(token(0, 100), 51), true);
  assert.equal(halfSpent('nonsense'), false);
});

test('a name is called where a word begins, and only one that is known', () => {
  const called = (text: string) => mentions(text, ['ann', 'bo.b']).flatMap(({ text: part, name }) => (name ? [[part, name]] : []));
  assert.deepEqual(called('@Ann, (@bo.b.) mail@ann @cy @here'), [['@Ann', 'ann'], ['@bo.b', 'bo.b'], ['@here', 'here']]);
  assert.equal(mentions('hi @ann!', ['ann']).map(({ text }) => text).join('|'), 'hi |@ann|!');
});
