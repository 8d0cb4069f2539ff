import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, assertFailure } from './parlor.mjs';

describe('What people do around a message', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** Ann owns a group with Bo and Cy, and the first two are there; Mallory is not in it. */
  async function group() {
    const [ann, bo, cy, mallory] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('cy'), await parlor.register('mallory')];
    const conversation = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Kitchen', participantIds: [bo.id, cy.id] });
    const [a, b, m] = [await parlor.connect(ann.token), await parlor.connect(bo.token), await parlor.connect(mallory.token)];
    return { ann, bo, cy, mallory, conversation, a, b, m };
  }
  const mine = async (person, conversation) => parlor.call(person.token, 'GET', `/conversations/${conversation._id}`);

  test('Bo and Ann react; everybody sees who chose what, in the order in which it came', async () => {
    const { ann, bo, conversation, a, b, m } = await group();
    const message = await a.says(conversation, 'dinner?');
    assert.equal(message.reactions, undefined);
    await b.does('add_reaction', { messageId: message._id, emoji: '👍' });
    await a.does('add_reaction', { messageId: message._id, emoji: '🎉' });
    await a.does('add_reaction', { messageId: message._id, emoji: '👍' });
    const both = [{ emoji: '👍', users: [bo.id, ann.id] }, { emoji: '🎉', users: [ann.id] }];
    const told = await b.hears('message_reacted', ({ reactions }) => reactions.length === 2 && reactions[0].users.length === 2);
    assert.deepEqual(told, { messageId: message._id, conversationId: conversation._id, reactions: both, rev: told.rev });
    const [stored] = await parlor.history(bo, conversation);
    assert.deepEqual([stored.reactions, stored.rev], [both, told.rev]);

    // What is so already succeeds and tells nobody; the next thing that Ann hears is what changed next.
    const before = a.all('message_reacted').length;
    await b.does('add_reaction', { messageId: message._id, emoji: '👍' });
    await b.does('remove_reaction', { messageId: message._id, emoji: '🎉' });
    await b.does('remove_reaction', { messageId: message._id, emoji: '👍' });
    await a.hears('message_reacted', ({ reactions }) => JSON.stringify(reactions) === JSON.stringify([{ emoji: '🎉', users: [ann.id] }, { emoji: '👍', users: [ann.id] }]));
    assert.equal(a.all('message_reacted').length, before + 1);

    for (const event of ['add_reaction', 'remove_reaction', 'pin_message', 'unpin_message']) {
      const answer = await m.asks(event, { messageId: message._id, emoji: '👍' });
      assertFailure(answer, 'not_found');
      assert.deepEqual(await m.asks(event, { messageId: 'msg_nothing', emoji: '👍' }), answer, event);
    }
    for (const emoji of ['', ' ', 'x', '👍'.repeat(9), '<b>', 7, null, undefined]) {
      assertFailure(await a.asks('add_reaction', { messageId: message._id, emoji }), 'bad_request');
    }
    const many = Array.from({ length: 30 }, (_, at) => String.fromCodePoint(0x1f300 + at));
    const answers = await Promise.all(many.map((emoji) => a.asks('add_reaction', { messageId: message._id, emoji })));
    assert.equal(answers.filter(({ success }) => success).length, 18, 'twenty different ones in all');
    assertFailure(answers.at(-1), 'conflict');
    assert.ok(!m.all('message_reacted').length);
  });

  test('scripts react and pin over HTTP as the events do', async () => {
    const { ann, bo, mallory, conversation, a, b } = await group();
    const message = await a.says(conversation, 'dinner?');
    const thumb = `/messages/${message._id}/reactions/${encodeURIComponent('👍')}`;
    assert.deepEqual(await parlor.call(bo.token, 'PUT', thumb), { reactions: [{ emoji: '👍', users: [bo.id] }] });
    await a.hears('message_reacted');
    assert.deepEqual(await parlor.call(bo.token, 'DELETE', thumb), { reactions: [] });
    await parlor.call(bo.token, 'PUT', `/messages/${message._id}/pin`);
    assert.equal((await b.hears('message_pinned')).pinned, true);
    const { messages } = await parlor.call(ann.token, 'GET', `/conversations/${conversation._id}/pins`);
    assert.deepEqual(messages.map(({ _id, pinned }) => [_id, pinned]), [[message._id, true]]);
    await parlor.call(ann.token, 'DELETE', `/messages/${message._id}/pin`);
    await b.hears('message_pinned', ({ pinned }) => !pinned);
    const [stored] = await parlor.history(ann, conversation);
    assert.equal(stored.pinned, undefined);
    for (const [method, path] of [['PUT', thumb], ['PUT', `/messages/${message._id}/pin`], ['GET', `/conversations/${conversation._id}/pins`]]) {
      assert.equal((await parlor.api(mallory.token, method, path)).status, 404, path);
    }
  });

  test('in a channel only those who look after it pin', async () => {
    const [ann, owner] = [await parlor.register('ann'), await parlor.connect(parlor.owner.token)];
    const general = await parlor.general(ann);
    const a = await parlor.connect(ann.token);
    const message = await a.says(general, 'look at this');
    assertFailure(await a.asks('pin_message', { messageId: message._id }), 'forbidden');
    await owner.does('pin_message', { messageId: message._id });
    await a.hears('message_pinned', ({ messageId }) => messageId === message._id);
  });

  test('Bo answers a line of Ann, and only one of the same conversation', async () => {
    const { conversation, a, b, bo, ann } = await group();
    const line = await a.says(conversation, 'dinner?');
    const reply = await b.says(conversation, 'yes', { replyTo: line._id });
    assert.equal(reply.replyTo, line._id);
    assert.equal((await a.hearsMessage('yes')).message.replyTo, line._id);
    const elsewhere = await a.says(await parlor.direct(ann, bo), 'psst');
    for (const replyTo of [elsewhere._id, 'msg_nothing']) {
      const answer = await b.asks('send_message', { conversationId: conversation._id, content: 'no', replyTo });
      assertFailure(answer, 'not_found');
      assert.equal(answer.field, 'replyTo');
    }
    assertFailure(await b.asks('send_message', { conversationId: conversation._id, content: 'no', replyTo: 7 }), 'bad_request');
  });

  test('Ann calls Bo by name and everybody by @here; each counts their own calls until they read', async () => {
    const { ann, bo, cy, mallory, conversation, a, b } = await group();
    const one = await a.says(conversation, `@${bo.username.toUpperCase()}, and @${mallory.username}. mail@${cy.username} is none`);
    assert.deepEqual(one.mentions, [bo.id], 'who takes no part is not called');
    const two = await a.says(conversation, `@here @${ann.username} come`);
    assert.deepEqual(new Set(two.mentions), new Set([bo.id, cy.id]));
    const three = await b.says(conversation, 'coming');
    assert.equal(three.mentions, undefined);
    const counts = async (person) => {
      const { unreadCount, mentionCount } = await mine(person, conversation);
      return [unreadCount, mentionCount];
    };
    assert.deepEqual([await counts(ann), await counts(bo), await counts(cy)], [[1, 0], [2, 2], [3, 1]]);
    await b.does('mark_read', { conversationId: conversation._id, upTo: one._id });
    assert.equal((await b.hears('unread_changed')).mentionCount, 1);
    await a.does('delete_message', { messageId: two._id });
    assert.deepEqual([await counts(bo), await counts(cy)], [[0, 0], [2, 0]]);
    const stored = await parlor.history(bo, conversation);
    assert.deepEqual(stored.map(({ mentions }) => mentions), [[bo.id], undefined, undefined]);
  });

  test('a deleted message keeps neither reactions nor pin nor answer, and takes none', async () => {
    const { ann, conversation, a, b } = await group();
    const line = await a.says(conversation, 'dinner?');
    const reply = await a.says(conversation, 'at eight', { replyTo: line._id });
    await b.does('add_reaction', { messageId: reply._id, emoji: '👍' });
    await b.does('pin_message', { messageId: reply._id });
    await a.does('delete_message', { messageId: reply._id });
    const [, stored] = await parlor.history(ann, conversation);
    assert.deepEqual([stored.deleted, stored.reactions, stored.pinned, stored.replyTo], [true, undefined, undefined, undefined]);
    for (const event of ['add_reaction', 'pin_message']) assertFailure(await b.asks(event, { messageId: reply._id, emoji: '👍' }), 'conflict');
  });

  test('Bo wants to be called by name alone; his other device hears of it and nobody else does', async () => {
    const { bo, mallory, conversation, a, b } = await group();
    const phone = await parlor.connect(bo.token);
    const path = `/conversations/${conversation._id}/notifications`;
    assert.equal((await parlor.call(bo.token, 'PUT', path, { level: 'mentions' })).notifications, 'mentions');
    for (const line of [b, phone]) assert.equal((await line.hears('conversation_updated')).conversation.notifications, 'mentions');
    assert.equal((await mine(bo, conversation)).notifications, 'mentions');
    await a.says(conversation, 'after that');
    assert.ok(!a.all('conversation_updated').length);
    assertFailure((await parlor.api(bo.token, 'PUT', path, { level: 'loud' })).body, 'bad_request');
    assert.equal((await parlor.api(mallory.token, 'PUT', path, { level: 'all' })).status, 404);
  });
});
