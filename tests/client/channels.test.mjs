// Channels: everybody may find one and join it; and what is left of a conversation that is deleted.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, assertFailure } from './parlor.mjs';

describe('Channels are open to everybody', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const show = (person, { _id }) => parlor.call(person.token, 'GET', `/conversations/${_id}`);
  const mine = async (person) => (await parlor.call(person.token, 'GET', '/conversations')).conversations;

  test('Ann opens one: Bo finds it, sees its face and not a word of it, joins, and is in', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const channel = await parlor.call(ann.token, 'POST', '/conversations', { type: 'channel', name: 'Harbour', topic: 'Tides' });
    assert.equal(channel.joined, true);
    assert.deepEqual(channel.participants.map(({ user, role }) => [user._id, role]), [[ann.id, 'owner']]);
    await a.hears('conversation_created', ({ conversation }) => conversation._id === channel._id);
    await a.says(channel, 'a secret of the harbour');
    await a.hearsMessage('a secret of the harbour');

    const face = await show(bo, channel);
    const { name, topic, participantCount, joined, participants, lastMessage, unreadCount } = face;
    assert.deepEqual({ name, topic, participantCount, joined, participants, lastMessage, unreadCount }, {
      name: 'Harbour', topic: 'Tides', participantCount: 1, joined: false, participants: [], lastMessage: null, unreadCount: 0,
    });
    const { channels } = await parlor.call(bo.token, 'GET', '/channels');
    assert.deepEqual(channels.find(({ _id }) => _id === channel._id), face);
    assert.ok(!JSON.stringify(channels).includes('a secret'));
    assert.ok(!(await mine(bo)).some(({ _id }) => _id === channel._id));
    const early = await b.asks('send_message', { conversationId: channel._id, content: 'let me in' });
    assertFailure(early, 'forbidden');
    assert.equal(early.message, 'Join this channel first.');
    assert.deepEqual((await b.does('join_conversations', [channel._id])).joined, []);

    const view = await parlor.call(bo.token, 'POST', `/conversations/${channel._id}/join`);
    assert.equal(view.joined, true);
    assert.equal(view.lastMessage.content, 'a secret of the harbour');
    assert.equal(view.unreadCount, 1);
    const added = await a.hears('participant_added', ({ user }) => user._id === bo.id);
    assert.deepEqual([added.conversationId, added.role, added.rev], [channel._id, 'member', view.rev]);
    await b.hears('conversation_created', ({ conversation }) => conversation._id === channel._id && conversation.unreadCount === 1);
    assert.deepEqual((await parlor.history(bo, channel)).map(({ content }) => content), ['a secret of the harbour']);
    await b.says(channel, 'ahoy');
    await a.hearsMessage('ahoy');
    // A second time is as good as the first, and tells nobody.
    assert.equal((await parlor.call(bo.token, 'POST', `/conversations/${channel._id}/join`)).rev, view.rev);
    await a.says(channel, 'and then');
    await b.hearsMessage('and then');
    assert.equal(a.all('participant_added').filter(({ user }) => user._id === bo.id).length, 1);
  });

  test('Bo leaves and hears nothing more of it; Ann, the last, leaves too, and whoever comes next owns it', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const channel = await parlor.channel(ann);
    const general = await parlor.general(ann);
    await parlor.call(bo.token, 'POST', `/conversations/${channel._id}/join`);
    await parlor.call(bo.token, 'POST', `/conversations/${channel._id}/leave`);
    await b.hears('participant_removed', ({ user }) => user._id === bo.id);
    await a.hears('participant_removed', ({ user }) => user._id === bo.id);
    await a.says(channel, 'without Bo');
    await a.says(general, 'with Bo');
    await b.hearsMessage('with Bo');
    assert.ok(!JSON.stringify(b.heard).includes('without Bo'));
    assertFailure((await parlor.api(bo.token, 'GET', `/conversations/${channel._id}/messages`)).body, 'forbidden');
    await parlor.call(ann.token, 'POST', `/conversations/${channel._id}/leave`);
    assert.equal((await show(bo, channel)).participantCount, 0);
    const view = await parlor.call(bo.token, 'POST', `/conversations/${channel._id}/join`);
    assert.deepEqual(view.participants.map(({ user, role }) => [user._id, role]), [[bo.id, 'owner']]);
    assert.equal(view.lastMessage.content, 'without Bo');
  });

  test('all of them are listed by name, with General in its place', async () => {
    const ann = await parlor.register('ann');
    for (const name of ['zebra', 'Alpha', 'émigrés', 'beta']) await parlor.channel(ann, name);
    const { channels } = await parlor.call(ann.token, 'GET', '/channels');
    const names = channels.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
    assert.ok(['Alpha', 'beta', 'General', 'zebra'].every((name) => names.includes(name)));
  });

  test('General stays, and everybody stays in it', async () => {
    const ann = await parlor.register('ann');
    const general = await parlor.general(ann);
    for (const [person, method, path] of [
      [ann, 'POST', '/leave'],
      [parlor.owner, 'POST', '/leave'],
      [parlor.owner, 'DELETE', ''],
      [parlor.owner, 'DELETE', `/participants/${ann.id}`],
    ]) {
      assertFailure((await parlor.api(person.token, method, `/conversations/${general._id}${path}`)).body, 'conflict');
    }
    assert.equal((await show(ann, general)).joined, true);
  });

  test('a channel needs a name and takes no list of people', async () => {
    const ann = await parlor.register('ann');
    for (const [body, field] of [[{}, 'name'], [{ name: ' \u202e ' }, 'name'], [{ name: 'x', participantIds: [ann.id] }, 'participantIds']]) {
      const answer = await parlor.api(ann.token, 'POST', '/conversations', { type: 'channel', ...body });
      assertFailure(answer.body, 'bad_request');
      assert.equal(answer.body.field, field);
    }
  });

  test('every change of who is in and what it is called moves its rev', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const group = await parlor.group(ann, []);
    let { rev } = group;
    for (const [what, ask] of [
      ['a newcomer', () => parlor.call(ann.token, 'POST', `/conversations/${group._id}/participants`, { userIds: [bo.id] })],
      ['a role', () => parlor.call(ann.token, 'PATCH', `/conversations/${group._id}/participants/${bo.id}`, { role: 'admin' })],
      ['a name', () => parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { name: 'Punt' })],
      ['a topic', () => parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { topic: 'Poles' })],
      ['retention', () => parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { retentionDays: 30 })],
      ['a departure', () => parlor.call(bo.token, 'POST', `/conversations/${group._id}/leave`)],
    ]) {
      await ask();
      const now = await show(ann, group);
      assert.ok(now.rev > rev, what);
      ({ rev } = now);
    }
    assert.equal((await show(ann, group)).retentionDays, 30);
    // What changes nothing moves nothing.
    await parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { name: 'Punt', retentionDays: 30 });
    assert.equal((await show(ann, group)).rev, rev);
  });
});

describe('A conversation is deleted', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const TABLES = ['messages', 'participants', 'reads', 'mentions', 'invite_conversations'];
  const hex = ({ _id }) => `x'${_id.split('_')[1]}'`;

  test('in the middle of a word: everybody in it is told and hears nothing more, and nothing of it is left', async () => {
    const [ann, bo, cy] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('cy')];
    const [a, b, c] = [await parlor.connect(ann.token), await parlor.connect(bo.token), await parlor.connect(cy.token)];
    const group = await parlor.group(ann, [bo]);
    const other = await parlor.group(ann, [bo], 'Raft');
    await parlor.call(ann.token, 'POST', '/invites', { conversationIds: [group._id, other._id] });
    const message = await a.says(group, 'soon gone');
    await b.does('mark_read', { conversationId: group._id, messageIds: [message._id] });
    b.socket.emit('typing', { conversationId: group._id, isTyping: true });
    await a.hears('typing_status');
    const { rev } = await parlor.call(bo.token, 'GET', '/conversations');
    await parlor.call(ann.token, 'DELETE', `/conversations/${group._id}`);
    for (const line of [a, b]) {
      const told = await line.hears('conversation_deleted');
      assert.equal(told.conversationId, group._id);
      assert.ok(told.rev > rev);
    }
    for (const person of [ann, bo, cy]) {
      const gone = await parlor.api(person.token, 'GET', `/conversations/${group._id}`);
      assert.deepEqual(gone, await parlor.api(person.token, 'GET', '/conversations/conv_nothing'));
    }
    assertFailure(await b.asks('typing', { conversationId: group._id, isTyping: true }), 'not_found');
    assertFailure(await b.asks('send_message', { conversationId: group._id, content: 'x' }), 'not_found');
    assertFailure(await a.asks('edit_message', { messageId: message._id, newContent: 'x' }), 'forbidden');
    const { invites } = await parlor.call(ann.token, 'GET', '/invites');
    assert.deepEqual(invites.map(({ conversations }) => conversations.map(({ _id }) => _id)), [[other._id]]);
    await a.says(other, 'what is next to it stays');
    await b.hearsMessage('what is next to it stays');
    assert.deepEqual(c.all('conversation_deleted'), []);

    await parlor.stop();
    for (const table of TABLES) {
      const [{ rows }] = parlor.sql(`SELECT count(*) AS rows FROM ${table} WHERE conversation = ${hex(group)}`);
      assert.equal(rows, 0, table);
    }
    assert.deepEqual(parlor.sql('SELECT message FROM reactions WHERE message NOT IN (SELECT row FROM messages)'), []);
    assert.deepEqual(parlor.sql(`SELECT id FROM conversations WHERE id = ${hex(group)}`), []);
    const departures = parlor.sql(`SELECT hex(user) AS user FROM departures WHERE conversation = ${hex(group)} AND rev > ${rev} ORDER BY 1`);
    const ids = [ann, bo].map(({ id }) => id.split('_')[1].toUpperCase()).sort();
    assert.deepEqual(departures.map(({ user }) => user), ids);
    assert.deepEqual(parlor.sql('PRAGMA foreign_key_check'), []);
    await parlor.start();
    assert.deepEqual((await parlor.history(bo, other)).map(({ content }) => content), ['what is next to it stays']);
  });

  test('of a thousand messages: it is gone at once for everybody, and soon at rest, also over a power cut', async () => {
    const ann = await parlor.register('ann');
    const a = await parlor.connect(ann.token);
    const group = await parlor.group(ann, []);
    await Promise.all(Array.from({ length: 1_000 }, (_, number) => a.says(group, `line ${number}`)));
    await parlor.call(ann.token, 'DELETE', `/conversations/${group._id}`);
    assertFailure((await parlor.api(ann.token, 'GET', `/conversations/${group._id}`)).body, 'not_found');
    await parlor.kill();
    await parlor.start();
    const admin = parlor.owner.token;
    // Nobody tells when the rest has gone: asking again is the only way.
    for (const deadline = Date.now() + 20_000; ; ) {
      const { rows } = await parlor.call(admin, 'GET', '/admin/stats');
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (rows.messages < 250) break;
      assert.ok(Date.now() < deadline, `${rows.messages} messages are left`);
    }
    await parlor.stop();
    assert.deepEqual(parlor.sql(`SELECT id FROM conversations WHERE id = ${hex(group)}`), []);
    assert.deepEqual(parlor.sql(`SELECT id FROM messages WHERE conversation = ${hex(group)}`), []);
    await parlor.start();
  });

  test('by an administrator who is not in the channel: it is gone, and in the book', async () => {
    const ann = await parlor.register('ann');
    const a = await parlor.connect(ann.token);
    const channel = await parlor.channel(ann, 'Swamp');
    await a.says(channel, 'mud');
    await parlor.call(parlor.owner.token, 'DELETE', `/conversations/${channel._id}`);
    await a.hears('conversation_deleted', ({ conversationId }) => conversationId === channel._id);
    const { channels } = await parlor.call(ann.token, 'GET', '/channels');
    assert.deepEqual(channels.map(({ name }) => name), ['General']);
    const { entries } = await parlor.call(parlor.owner.token, 'GET', '/admin/audit?limit=1');
    const [{ act, subject, detail, actor }] = entries;
    assert.deepEqual([act, subject, detail, actor._id], ['channel_deleted', channel._id, { name: 'Swamp' }, parlor.owner.id]);
  });

  test('by the last who leaves a group: nothing of it is left', async () => {
    const ann = await parlor.register('ann');
    const group = await parlor.group(ann, []);
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/messages`, { content: 'alone' });
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/leave`);
    assertFailure((await parlor.api(ann.token, 'GET', `/conversations/${group._id}`)).body, 'not_found');
    await parlor.stop();
    assert.deepEqual(parlor.sql(`SELECT id FROM conversations WHERE id = ${hex(group)}`), []);
    assert.deepEqual(parlor.sql(`SELECT id FROM messages WHERE conversation = ${hex(group)}`), []);
    await parlor.start();
  });
});
