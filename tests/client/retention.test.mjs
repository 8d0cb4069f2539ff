// Retention: what has been kept for long enough goes for real, the oldest first, and nobody is held up by it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, Parlor, assertFailure } from './parlor.mjs';

const DAY = 24 * 3_600 * 1_000;
const hex = ({ _id }) => `x'${_id.split('_')[1]}'`;

describe('Messages are kept for so many days', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const show = (person, { _id }) => parlor.call(person.token, 'GET', `/conversations/${_id}`);
  const keep = (person, { _id }, retentionDays) => parlor.call(person.token, 'PATCH', `/conversations/${_id}`, { retentionDays });

  /** The messages up to `seq` become so many days older, as they would by themselves. */
  async function ages(conversation, seq, days) {
    await parlor.stop();
    parlor.sql(`UPDATE messages SET created_at = created_at - ${days * DAY} WHERE conversation = ${hex(conversation)} AND seq <= ${seq}`);
    await parlor.start();
  }

  test('Ann decides for ten days: what is older goes before the eyes of those inside, with all that hangs on it, and no gap is left', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [group, other] = [await parlor.group(ann, [bo]), await parlor.group(ann, [bo], 'Raft')];
    let [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const said = [];
    for (let number = 1; number <= 10; number += 1) said.push(await a.says(group, `line ${number}`));
    const elsewhere = await a.says(other, 'elsewhere');
    await b.does('mark_read', { conversationId: group._id, messageIds: [said[1]._id, said[2]._id, said[5]._id, said[6]._id, said[7]._id] });
    await ages(group, 7, 11);

    [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    assert.equal((await parlor.history(ann, group)).length, 10, 'nobody has asked for it yet');
    await keep(ann, group, 10);
    for (const line of [a, b]) {
      await line.hears('conversation_updated', ({ conversation }) => conversation.retentionDays === 10 && conversation.firstSeq === 1);
      const { conversation } = await line.hears('conversation_updated', ({ conversation }) => conversation.firstSeq === 8);
      assert.equal(conversation.lastMessage.content, 'line 10');
    }
    const kept = await parlor.history(bo, group);
    assert.deepEqual(kept.map(({ seq, content }) => [seq, content]), [[8, 'line 8'], [9, 'line 9'], [10, 'line 10']]);
    assert.deepEqual(kept[0].readBy.map(({ user }) => user), [bo.id], 'who read what is left stays known');
    const gone = await a.asks('edit_message', { messageId: said[0]._id, newContent: 'x' });
    assert.deepEqual(gone, await a.asks('edit_message', { messageId: 'msg_nothing', newContent: 'x' }));
    assertFailure((await parlor.api(ann.token, 'GET', `/conversations/${group._id}/messages?around=${said[0]._id}`)).body, 'not_found');
    assert.equal((await a.says(group, 'next')).seq, 11);
    assert.equal((await show(ann, other)).lastMessage._id, elsewhere._id);

    await parlor.stop();
    const rows = (table, more = '') => parlor.sql(`SELECT count(*) AS rows FROM ${table} WHERE conversation = ${hex(group)} ${more}`)[0].rows;
    assert.deepEqual([rows('messages', 'AND seq < 8'), rows('mentions', 'AND seq < 8'), rows('reads', 'AND from_seq < 8'), rows('reads')], [0, 0, 0, 1]);
    const [{ first_seq: first, purged_rev: purged, rev }] = parlor.sql(`SELECT first_seq, purged_rev, rev FROM conversations WHERE id = ${hex(group)}`);
    assert.deepEqual([first, purged > 0, rev], [8, true, purged]);
    assert.deepEqual(parlor.sql('PRAGMA foreign_key_check'), []);
    await parlor.start();
  });

  test('all of it goes when the server starts; the conversation stays, and counts on', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const group = await parlor.group(ann, [bo]);
    const a = await parlor.connect(ann.token);
    await keep(ann, group, 1);
    await Promise.all(Array.from({ length: 600 }, (_, number) => a.says(group, `line ${number}`)));
    assert.equal((await show(bo, group)).unreadCount, 100);
    await ages(group, 600, 2);
    // Nobody tells when the server has tidied up: asking again is the only way.
    for (const deadline = Date.now() + PATIENCE; (await show(bo, group)).firstSeq !== 601; ) {
      assert.ok(Date.now() < deadline);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const { lastMessage, unreadCount, joined } = await show(bo, group);
    assert.deepEqual({ lastMessage, unreadCount, joined }, { lastMessage: null, unreadCount: 0, joined: true });
    assert.deepEqual(await parlor.history(bo, group), []);
    const line = await parlor.connect(ann.token);
    assert.equal((await line.says(group, 'anew')).seq, 601);
    assert.equal((await show(bo, group)).unreadCount, 1);
  });

  test('a message that is younger than it looks keeps all that came after it', async () => {
    const ann = await parlor.register('ann');
    const [group, other] = [await parlor.group(ann, []), await parlor.group(ann, [], 'Raft')];
    const a = await parlor.connect(ann.token);
    for (let number = 1; number <= 4; number += 1) await a.says(group, `line ${number}`);
    await a.says(other, 'old');
    await ages(other, 1, 9);
    await parlor.stop();
    // The clock went back after the second: it is in the way of those behind it until its own time is over.
    parlor.sql(`UPDATE messages SET created_at = created_at - ${9 * DAY} WHERE conversation = ${hex(group)} AND seq <> 2`);
    await parlor.start();
    const line = await parlor.connect(ann.token);
    await keep(ann, group, 2);
    await keep(ann, other, 2);
    // The other one, which is younger, is looked at after this one.
    await line.hears('conversation_updated', ({ conversation }) => conversation._id === other._id && conversation.firstSeq === 2);
    assert.deepEqual((await parlor.history(ann, group)).map(({ seq }) => seq), [2, 3, 4]);
  });

  test('people go on talking while two thousand old messages go', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [group, other] = [await parlor.group(ann, [bo]), await parlor.group(ann, [bo], 'Raft')];
    let a = await parlor.connect(ann.token);
    await Promise.all(Array.from({ length: 2_000 }, (_, number) => a.says(group, `line ${number}`)));
    await ages(group, 2_000, 8);
    a = await parlor.connect(ann.token);
    const b = await parlor.connect(bo.token);
    let over = false;
    const talks = async (line, conversation) => {
      const seqs = [];
      while (!over || seqs.length < 20) seqs.push((await line.says(conversation, `still here ${seqs.length}`)).seq);
      return seqs;
    };
    const talking = [talks(a, other), talks(b, group)];
    await keep(ann, group, 7);
    await b.hears('conversation_updated', ({ conversation }) => conversation.firstSeq === 2_001);
    over = true;
    const [elsewhere, here] = await Promise.all(talking);
    assert.deepEqual(elsewhere, elsewhere.map((_, index) => index + 1));
    assert.deepEqual(here, here.map((_, index) => index + 2_001));
    assert.deepEqual((await parlor.history(bo, group)).map(({ seq }) => seq), here);
  });

  test('days that will not do are named, and a direct conversation keeps what it has', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const group = await parlor.group(ann, []);
    for (const retentionDays of [0, -1, 36_501, 1.5, 'x']) {
      const { body } = await parlor.api(ann.token, 'PATCH', `/conversations/${group._id}`, { retentionDays });
      assertFailure(body, 'bad_request');
      assert.equal(body.field, 'retentionDays');
    }
    assert.equal((await keep(ann, group, 5)).retentionDays, 5);
    assert.equal((await parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { topic: 'Tides' })).retentionDays, 5);
    assert.equal((await keep(ann, group, null)).retentionDays, null);
    const direct = await parlor.direct(ann, bo);
    assertFailure((await parlor.api(ann.token, 'PATCH', `/conversations/${direct._id}`, { retentionDays: 1 })).body, 'forbidden');
  });
});
