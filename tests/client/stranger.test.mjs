import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, assertFailure } from './parlor.mjs';

describe('Mallory is no participant', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('she knows every id, tries every event, changes nothing and hears nothing', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const mallory = await parlor.register('mallory');
    const conversation = await parlor.direct(ann, bo);
    const general = await parlor.general(ann);
    const a = await parlor.connect(ann.token);
    const b = await parlor.connect(bo.token);
    const m = await parlor.connect(mallory.token);
    const message = await a.says(conversation, 'between us');
    await b.hearsMessage('between us');
    const before = await parlor.history(ann, conversation);
    const heardBefore = [a.heard.length, b.heard.length];
    const conversationId = conversation._id;
    const messageId = message._id;

    assert.deepEqual(await m.does('join_conversations', [conversationId, 'conv_nothing']), { success: true, joined: [] });
    const attempts = [
      ['send_message', { conversationId, content: 'let me in' }, 'not_found'],
      ['mark_read', { conversationId, messageIds: [messageId] }, 'not_found'],
      ['mark_read', { conversationId, upTo: messageId }, 'not_found'],
      ['edit_message', { messageId, newContent: 'mine' }, 'forbidden'],
      ['delete_message', { messageId }, 'forbidden'],
    ];
    for (const [event, payload, code] of attempts) {
      const answer = await m.asks(event, payload);
      assertFailure(answer, code);
      // The same words as for what does not exist: ids cannot be probed.
      const nothing = { ...payload, ...(payload.conversationId ? { conversationId: 'conv_nothing' } : { messageId: 'msg_nothing' }) };
      assert.deepEqual(await m.asks(event, nothing), answer, event);
    }
    m.socket.emit('typing', { conversationId, isTyping: true });
    m.socket.emit('send_message', { conversationId, content: 'without an acknowledgement' });
    const error = await m.hears('error', ({ event }) => event === 'send_message');
    assertFailure(error, 'not_found');
    assert.doesNotMatch(error.message, /Authentication/);

    // A read mark of her own messages' conversation may not reach into this one.
    const hers = await m.says(general, 'hello');
    await m.does('mark_read', { conversationId: general._id, messageIds: [messageId, hers._id] });

    const paths = [
      ['GET', `/conversations/${conversationId}`],
      ['GET', `/conversations/${conversationId}/messages`],
      ['GET', `/conversations/${conversationId}/participants`],
      ['POST', `/conversations/${conversationId}/messages`, { content: 'let me in' }],
      ['POST', `/conversations/${conversationId}/join`],
      ['POST', `/conversations/${conversationId}/participants`, { userIds: [mallory.id] }],
    ];
    for (const [method, path, body] of paths) {
      const answer = await parlor.api(mallory.token, method, path, body);
      assert.equal(answer.status, 404, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      assertFailure(answer.body, 'not_found');
    }

    // What Ann says to Bo now and to everybody next reaches a socket in that order: the second proves that the first never came.
    await a.says(conversation, 'still between us');
    await a.says(general, 'to everybody');
    await b.hearsMessage('still between us');
    await Promise.all([a, b, m].map((line) => line.hearsMessage('to everybody')));
    assert.ok(!JSON.stringify(m.heard).includes('between us'));
    assert.ok(!JSON.stringify(m.heard.filter(([event]) => event !== 'error')).includes(conversationId));

    const since = [a.heard.slice(heardBefore[0]), b.heard.slice(heardBefore[1])].flat();
    const about = since.filter(([, payload]) => JSON.stringify(payload ?? null).includes(conversationId)).map(([event]) => event);
    assert.deepEqual(about.filter((event) => event !== 'receive_message'), []);
    assert.equal(since.filter(([event]) => event === 'typing_status').length, 0);
    assert.deepEqual((await parlor.history(ann, conversation)).slice(0, 1), before);
    assert.equal((await parlor.history(ann, conversation)).length, 2);
  });
});
