// Finding what was said: what a person sees who types into the search field, and what a stranger does not.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Parlor, assertFailure } from './parlor.mjs';

describe('People look for what was said', () => {
  let parlor, ann, bo, cy, boat, direct;
  before(async () => {
    parlor = await Parlor.open();
    [ann, bo, cy] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('cy')];
    boat = await group('Boat people', ann, bo);
    direct = await parlor.direct(ann, bo);
  });
  after(() => parlor?.close());

  const group = (name, owner, ...others) =>
    parlor.call(owner.token, 'POST', '/conversations', { type: 'group', name, participantIds: others.map(({ id }) => id) });
  const say = (person, conversation, content, more = {}) =>
    parlor.call(person.token, 'POST', `/conversations/${conversation._id}/messages`, { content, ...more });
  const ask = (person, query) => parlor.api(person.token, 'GET', `/search?${new URLSearchParams(query)}`);
  const search = async (person, query) => {
    const { status, body } = await ask(person, typeof query === 'string' ? { q: query } : query);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  /** What was found, newest first. */
  const finds = async (person, query) => (await search(person, query)).results.map(({ message }) => message.content);
  /** The marked pieces of the snippets, cut as JavaScript cuts. */
  const marked = async (person, query) => {
    const { results } = await search(person, query);
    return results.flatMap(({ snippet: { text, marks } }) => marks.map(([start, length]) => text.slice(start, start + length)));
  };

  it('Ann says something: Bo finds it at once, with its place and what he looked for marked', async () => {
    const message = await say(ann, boat, 'The anchor is in the shed');
    const { results, next } = await search(bo, 'anchor');
    assert.equal(next, null);
    assert.equal(results.length, 1);
    assert.deepEqual(results[0].message, message);
    assert.equal(results[0].conversationId, boat._id);
    assert.deepEqual(results[0].snippet, { text: 'The anchor is in the shed', marks: [[4, 6]] });
  });

  it('what is found is what history shows, side by side or apart, in two rooms: who read it and who reacted too', async () => {
    const [ahead, shown] = [await parlor.connect(bo.token), []];
    for (const [room, content] of [[boat, 'regatta one'], [boat, 'regatta two'], [direct, 'regatta three'], [boat, 'regatta four']]) {
      shown.unshift((await say(ann, room, content))._id);
    }
    await ahead.does('mark_read', { conversationId: boat._id, messageIds: [shown[2]] });
    await ahead.does('add_reaction', { messageId: shown[3], emoji: '⛵' });
    const kept = [...(await parlor.history(ann, boat)), ...(await parlor.history(ann, direct))];
    const expected = shown.map((id) => kept.find(({ _id }) => _id === id));
    assert.deepEqual(expected.map(({ readByCount, reactions }) => [readByCount, reactions?.length ?? 0]), [[0, 0], [0, 0], [1, 0], [0, 1]]);
    assert.deepEqual((await search(ann, 'regatta')).results.map(({ message }) => message), expected);
  });

  it('neither case nor accents have to be typed: cafe finds Café, and the other way round', async () => {
    await say(ann, boat, 'Le Café des Amis, Łódź, Straße');
    await say(ann, boat, 'a cafe\u0301 written in two pieces');
    for (const words of ['cafe', 'CAFÉ', 'cafe\u0301']) assert.equal((await finds(bo, words)).length, 2, words);
    assert.deepEqual(await marked(bo, 'cafe'), ['cafe\u0301', 'Café']);
    for (const words of ['lodz', 'łódź amis', 'STRASSE']) assert.equal((await finds(bo, words)).length, 1, words);
  });

  it('the last word may be unfinished, all words have to be there, and quotes keep words together', async () => {
    await say(ann, boat, 'velocity of the northern wind');
    await say(ann, boat, 'the wind is northern, of great velocity');
    assert.equal((await finds(bo, 'veloc')).length, 2);
    assert.equal((await finds(bo, 'northern wind vel')).length, 2);
    assert.deepEqual(await finds(bo, 'veloc wind'), [], 'only the last word may be unfinished');
    assert.deepEqual(await finds(bo, 'velocity absent'), []);
    assert.deepEqual(await finds(bo, '"northern wind"'), ['velocity of the northern wind']);
    assert.deepEqual(await marked(bo, '"Northern Wind"'), ['northern wind']);
    assert.deepEqual(await finds(bo, '"northern win"'), [], 'what stands in quotes is finished');
  });

  it('Chinese, Japanese, Korean and Thai are found inside of a sentence, also a single character', async () => {
    const said = ['我们明天在上海开会', '東京タワーへ行きました', '서울에서 만나요', 'สวัสดีครับคุณแอน'];
    for (const content of said) await say(ann, boat, content);
    for (const [words, index] of [['上海', 0], ['海', 0], ['在上海', 0], ['タワー', 1], ['京', 1], ['ﾀﾜｰ', 1], ['서울', 2], ['만나', 2], ['ครับ', 3]]) {
      assert.deepEqual(await finds(bo, words), [said[index]], words);
    }
    assert.deepEqual(await finds(bo, '上京'), []);
    assert.deepEqual(await marked(bo, '上海'), ['上海']);
    assert.deepEqual(await marked(bo, '海'), ['海']);
  });

  it('Arabic and Hebrew are found without their points, and a bare emoji finds itself', async () => {
    await say(ann, boat, 'السَّلَامُ عَلَيْكُمْ');
    await say(ann, boat, 'שָׁלוֹם לכולם');
    await say(ann, boat, 'done 🎉🎉 well 👍🏽');
    assert.deepEqual(await finds(bo, 'السلام'), ['السَّلَامُ عَلَيْكُمْ']);
    assert.deepEqual(await finds(bo, 'שלום'), ['שָׁלוֹם לכולם']);
    assert.deepEqual(await finds(bo, '🎉'), ['done 🎉🎉 well 👍🏽']);
    assert.deepEqual(await finds(bo, '👍'), ['done 🎉🎉 well 👍🏽']);
    assert.deepEqual(await finds(bo, '🦀'), []);
    assert.deepEqual(await marked(bo, '"well 👍"'), ['well 👍🏽']);
  });

  it('marks count as JavaScript counts, wherever a long message is cut', async () => {
    const filler = '😀 上海 filler words '.repeat(60);
    await say(ann, boat, `${filler}\nneedlework 😀 needlework\n${filler}`);
    const { results } = await search(bo, 'needlework');
    const { text, marks } = results[0].snippet;
    assert.deepEqual(marks.map(([start, length]) => text.slice(start, start + length)), ['needlework', 'needlework']);
    assert.match(text, /^….* needlework 😀 needlework .*…$/u);
    assert.ok(text.length <= 202 && text.isWellFormed() && !text.includes('\n'), text);
  });

  it('in: names a conversation by its id, its name or the other person', async () => {
    await say(ann, boat, 'rudder on the boat');
    await say(ann, direct, 'rudder between us');
    assert.deepEqual(await finds(bo, 'rudder'), ['rudder between us', 'rudder on the boat']);
    for (const place of ['"boat people"', boat._id]) assert.deepEqual(await finds(bo, `rudder in:${place}`), ['rudder on the boat'], place);
    for (const place of [`@${ann.username}`, ann.username, direct._id]) {
      assert.deepEqual(await finds(bo, `in:${place} rudder`), ['rudder between us'], place);
      assert.deepEqual(await finds(bo, { q: 'rudder', in: place }), ['rudder between us'], place);
    }
    assert.deepEqual(await finds(bo, 'rudder in:nowhere'), []);
  });

  it('from: names a person, and an operator alone lists what fits it', async () => {
    await say(ann, boat, 'keel from Ann');
    await say(bo, boat, 'keel from Bo');
    assert.deepEqual(await finds(bo, `keel from:${ann.username}`), ['keel from Ann']);
    assert.deepEqual(await finds(bo, { q: 'keel', from: ann.id }), ['keel from Ann']);
    assert.deepEqual(await finds(bo, `keel FROM:@${ann.username.toUpperCase()}`), ['keel from Ann']);
    assert.deepEqual(await finds(bo, 'keel from:me'), ['keel from Bo']);
    assert.deepEqual(await finds(bo, 'keel from:nobody.at.all'), []);
    assert.ok((await finds(bo, `from:${bo.username}`)).includes('keel from Bo'));
    assert.deepEqual((await finds(bo, `from:${bo.username}`)).filter((content) => content.includes('Ann')), []);
  });

  it('has: finds files, images and links; a file is found by its name too', async () => {
    const fileUrl = 'https://example.org/1';
    await say(ann, direct, '', { type: 'file', fileUrl, fileName: 'Charter Contract.pdf' });
    await say(ann, direct, 'look', { type: 'image', fileUrl, fileName: 'sunset.png' });
    await say(ann, direct, 'read HTTPS://example.org/charter');
    await say(ann, direct, 'not a link: https:// nor http');
    const there = { in: direct._id };
    assert.deepEqual(await finds(bo, { ...there, has: 'link' }), ['read HTTPS://example.org/charter']);
    assert.deepEqual(await finds(bo, { ...there, has: 'image' }), ['look']);
    assert.deepEqual(await finds(bo, { ...there, has: 'file' }), ['look', '']);
    assert.deepEqual(await finds(bo, { ...there, q: 'has:file has:link' }), []);
    assert.equal((await search(bo, 'charter contract')).results[0].snippet.text, 'Charter Contract.pdf');
    assert.deepEqual(await marked(bo, '"charter contract"'), ['Charter Contract']);
  });

  it('before: and after: take days and moments, and leave out what they name', async () => {
    const first = await say(ann, boat, 'tide table, first');
    let second;
    // Two moments that differ, however fast the machine is.
    do second = await say(ann, boat, 'tide table, second');
    while (second.createdAt === first.createdAt);
    const today = first.createdAt.slice(0, 10);
    const [year, month, day] = today.split('-').map(Number);
    const next = (days) => new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
    const found = async (operators) => new Set((await finds(bo, `tide ${operators}`)).map((content) => content.slice(12)));
    assert.deepEqual(await found(`after:${next(-1)} before:${next(2)}`), new Set(['first', 'second']));
    assert.deepEqual(await found(`before:${today}`), new Set());
    assert.deepEqual(await found(`after:${next(1)}`), new Set());
    assert.deepEqual(await found(`before:${second.createdAt} after:2020`), new Set(['first']));
    assert.ok((await found(`after:${first.createdAt}`)).has('second'));
    assert.ok(!(await found(`after:${second.createdAt}`)).has('second'));
    assert.deepEqual(await finds(bo, { q: 'tide', before: first.createdAt.replace('Z', '+00:00') }), []);
  });

  it('an edit is found as it became, and a deletion no more', async () => {
    const line = await parlor.connect(ann.token);
    const message = await line.says(boat, 'mooring at pier seven');
    await line.does('edit_message', { messageId: message._id, newContent: 'mooring at jetty nine' });
    assert.deepEqual(await finds(bo, 'pier'), []);
    assert.deepEqual(await finds(bo, 'jetty'), ['mooring at jetty nine']);
    await line.does('delete_message', { messageId: message._id });
    assert.deepEqual(await finds(bo, 'jetty'), []);
    assert.deepEqual(await finds(bo, '"message was deleted"'), [], 'nor by its tombstone');
    assert.ok(!(await search(bo, { in: boat._id, limit: 100 })).results.some((result) => result.message._id === message._id));
    line.leave();
  });

  it('Dot turns page after page while new messages arrive: nothing is missing and nothing comes twice', async () => {
    const dot = await parlor.register('dot');
    const room = await group('Pages', ann, dot);
    const said = [];
    for (let number = 0; number < 23; number += 1) said.unshift((await say(ann, room, `page ${number}`))._id);
    const seen = [];
    let cursor;
    do {
      const page = await search(dot, { q: 'page', limit: 5, ...(cursor && { cursor }) });
      seen.push(...page.results.map(({ message }) => message._id));
      cursor = page.next;
      await say(ann, room, `page that came later ${seen.length}`);
    } while (cursor);
    assert.deepEqual(seen, said);
    const whole = await search(dot, { q: 'page 1', limit: 100 });
    assert.equal(whole.next, null);
  });

  it('Mallory, a stranger, finds nothing: not by words, operators, ids or cursors', async () => {
    const mallory = await parlor.register('mallory');
    const secret = await say(ann, boat, 'the combination is swordfish');
    assert.deepEqual(await finds(bo, 'swordfish'), ['the combination is swordfish']);
    const nothing = { results: [], next: null };
    for (const query of [
      { q: 'swordfish' },
      { q: 'swordf' },
      { q: '"the combination"' },
      { q: `swordfish in:${boat._id}` },
      { q: 'in:"Boat people"' },
      { in: boat._id },
      { q: 'swordfish', from: ann.id },
      { from: ann.username },
      { has: 'file' },
      { q: `in:${ann.username}` },
      { q: `in:${ann.id}` },
      { before: '2100', limit: 1 },
      { before: '2100', limit: 1, cursor: secret._id },
      { q: 'swordfish', limit: 1, cursor: 'msg_ffffffffffffffffffffffffffffffff' },
    ]) {
      assert.deepEqual(await search(mallory, query), nothing, JSON.stringify(query));
    }
    const without = await parlor.api(null, 'GET', '/search?q=swordfish');
    assert.equal(without.status, 401);
    assertFailure(without.body, 'unauthorized');
  });

  it('Eve is removed: she finds nothing of it any more. Fay comes: she finds what was said before her', async () => {
    const [eve, fay] = [await parlor.register('eve'), await parlor.register('fay')];
    const room = await group('Crew', ann, eve);
    await say(ann, room, 'galley duty');
    await say(eve, room, 'galley again');
    assert.equal((await finds(eve, 'galley')).length, 2);
    const page = await search(eve, { q: 'galley', limit: 1 });
    await parlor.call(ann.token, 'DELETE', `/conversations/${room._id}/participants/${eve.id}`);
    assert.deepEqual(await finds(eve, 'galley'), []);
    assert.deepEqual(await finds(eve, { q: 'galley', cursor: page.next }), [], 'nor on the next page');
    assert.deepEqual(await finds(eve, { in: room._id }), []);
    assert.deepEqual(await finds(fay, 'galley'), []);
    await parlor.call(ann.token, 'POST', `/conversations/${room._id}/participants`, { userIds: [fay.id] });
    assert.deepEqual(await finds(fay, 'galley'), ['galley again', 'galley duty']);
  });

  it('whatever is typed is a search, never a failure of the server', async () => {
    await say(ann, boat, 'and or not near');
    for (const q of [
      '', ' ', '"', '""', '"unfinished', 'un"finished', "it's", "';--", '*', '* *', 'and', 'AND', 'a AND', 'OR OR', 'NOT', 'NEAR(', 'NEAR(a b, 2)',
      '^', '^a', '+', 'a + b', '-', '-a', '(', ')', '((a)', '{', '{said marks}:a', 'said:a', 'marks:a', 'words MATCH 1', 'rowid:1', 'a:b:c', '\\', '%', '_', '§', '§c',
      '\u0000', 'a\u0000b', '\u0000"', '\ud800', '😀', '\u200b', '\ufeff', '\u202e', 'in:', 'from:', 'has:file', 'in:"', 'from:""', 'IN:x FROM:y', 'x'.repeat(5000),
      'x '.repeat(40), '"' + 'y '.repeat(2000) + '"', '上'.repeat(1500),
    ]) {
      const { status, body } = await ask(bo, { q });
      assert.equal(status, 200, `${q.slice(0, 40)}: ${JSON.stringify(body)}`);
      assert.ok(Array.isArray(body.results) && body.next === null, q.slice(0, 40));
    }
    assert.deepEqual(await finds(bo, 'AND NOT near'), ['and or not near']);
    assert.deepEqual(await finds(bo, ''), []);
    assert.deepEqual(await finds(bo, '?!'), []);
    const refused = [
      [{ q: 'z'.repeat(10_000) }, 413, 'payload_too_large', 'q'],
      [{ q: Array.from({ length: 200 }, (_, index) => `w${index}`).join(' ') }, 400, 'bad_request', 'q'],
      [{ q: 'a', before: 'tomorrow' }, 400, 'bad_request', 'before'],
      [{ q: 'a after:2024-13-01' }, 400, 'bad_request', 'q'],
      [{ q: 'a', has: 'teeth' }, 400, 'bad_request', 'has'],
      [{ q: 'a', limit: '0' }, 400, 'bad_request', 'limit'],
      [{ q: 'a', limit: 'x' }, 400, 'bad_request', 'limit'],
      [{ q: 'a', cursor: 'page two' }, 400, 'bad_request', 'cursor'],
    ];
    for (const [query, status, code, field] of refused) {
      const answer = await ask(bo, query);
      assert.equal(answer.status, status, JSON.stringify(query).slice(0, 60));
      assertFailure(answer.body, code);
      assert.equal(answer.body.field, field);
    }
  });
});
