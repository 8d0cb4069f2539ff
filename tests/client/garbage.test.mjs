import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure } from './parlor.mjs';

const EVENTS = ['join_conversations', 'send_message', 'typing', 'mark_read', 'edit_message', 'delete_message', 'no_such_event'];

/** An object inside an object, and so on. */
const nested = (depth) => (depth === 0 ? 'bottom' : { inside: nested(depth - 1) });

describe('Ann sends garbage', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** What is wrong for every event: the name of it, and the arguments. */
  const garbage = (conversationId, messageId) => [
    ['nothing at all', []],
    ['null', [null]],
    ['a number', [7]],
    ['true', [true]],
    ['a text', ['text']],
    ['an empty object', [{}]],
    ['an array of 1,000 numbers', [Array.from({ length: 1_000 }, (_, index) => index)]],
    ['an object 40 deep', [nested(40)]],
    ['right ids beside an object 40 deep', [{ conversationId, messageId, content: 'x', newContent: 'x', isTyping: true, messageIds: [], deep: nested(40) }]],
    ['fields of the wrong kind', [{ conversationId: 7, messageId: [], content: {}, newContent: 1, isTyping: 'yes', messageIds: 'all' }]],
    ['fields that are null', [{ conversationId: null, messageId: null, content: null, newContent: null, isTyping: null, messageIds: null }]],
    ['the right conversation and nothing right beside it', [{ conversationId, messageId: 3, content: 4, newContent: {}, isTyping: 5, messageIds: [6] }]],
  ];

  for (const transports of [['websocket'], ['polling']]) {
    for (const event of EVENTS) {
      test(`as ${event} over ${transports[0]}: each is refused once, and the socket lives and still works`, async () => {
        const ann = await parlor.register('ann');
        const bo = await parlor.register('bo');
        const conversation = await parlor.direct(ann, bo);
        const a = await parlor.connect(ann.token, { transports });
        const message = await a.says(conversation, 'before');
        const cases = garbage(conversation._id, message._id);
        for (const [what, payload] of cases) {
          const answer = await a.asks(event, ...payload);
          assert.equal(answer?.success, false, `${what}: ${JSON.stringify(answer)}`);
          assertFailure(answer, 'bad_request');
          assert.doesNotMatch(answer.message, /Authentication/, what);
        }
        assert.deepEqual(a.all('error'), []);
        for (const [, payload] of cases) a.socket.emit(event, ...payload);
        await a.says(conversation, 'after');
        await a.until(() => a.all('error').length === cases.length, 'hearing of every failure');
        for (const error of a.all('error')) {
          assertFailure(error, 'bad_request');
          assert.equal(error.event, event);
          assert.doesNotMatch(error.message, /Authentication/);
        }
        assert.equal(a.socket.connected, true);
        const stored = await parlor.history(ann, conversation);
        assert.deepEqual(stored.map(({ content }) => content), ['before', 'after']);
      });
    }
  }

  test('as what is too much or means nothing: refused or ignored by the rules, never the end of the socket', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    const conversationId = conversation._id;
    const many = (length) => Array.from({ length }, (_, index) => `msg_${index}`);
    assert.deepEqual(await a.does('join_conversations', many(1_000)), { success: true, joined: [] });
    assert.deepEqual((await a.does('join_conversations', [conversationId, conversationId])).joined.includes(conversationId), true);
    assertFailure(await a.asks('mark_read', { conversationId, messageIds: many(501) }), 'bad_request');
    await a.does('mark_read', { conversationId, messageIds: many(500) });
    assertFailure(await a.asks('mark_read', { conversationId }), 'bad_request');
    assertFailure(await a.asks('send_message', { conversationId, content: 'x', type: 'hologram' }), 'bad_request');
    assertFailure(await a.asks('send_message', { conversationId, content: 'x', type: 'image' }), 'bad_request');
    assertFailure(await a.asks('send_message', { conversationId, content: 'x', type: 'file', fileUrl: 'javascript:alert(1)' }), 'bad_request');
    assertFailure(await a.asks('send_message', { conversationId, content: 'x', clientId: 'c'.repeat(65) }), 'bad_request');
    assertFailure(await a.asks('send_message', Buffer.from('bytes')));
    for (const [wrong, field] of [[{ type: 7 }, 'type'], [{ content: 'cut \ud83d' }, 'content'], [{ clientId: [] }, 'clientId']]) {
      const answer = await a.asks('send_message', { conversationId, content: 'x', ...wrong });
      assertFailure(answer, 'bad_request');
      assert.equal(answer.field, field, JSON.stringify(answer));
    }
    assertFailure(await a.asks('send_message', [conversationId, 'by position']), 'bad_request');
    assertFailure(await a.asks('\ud800', 1), 'bad_request');
    const deep = JSON.parse('['.repeat(100) + ']'.repeat(100));
    await parlor.connect(undefined, { auth: { token: ann.token, client: deep } });
    const positional = await parlor.api(null, 'POST', '/auth/login', [ann.username, PASSWORD]);
    assertFailure(positional.body, 'bad_request');
    const page = await fetch(`${parlor.address}/somewhere`, { method: 'POST' });
    assert.deepEqual([page.status, page.headers.get('allow')], [405, 'GET, HEAD']);
    await a.says(conversation, 'still here');
    assert.equal((await parlor.history(ann, conversation)).length, 1);
  });
});
