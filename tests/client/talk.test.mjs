import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, assertFailure, inTime } from './parlor.mjs';

describe('Ann and Bo talk', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** Two people, a conversation between them, and a socket for each. */
  async function pair(options) {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    return { ann, bo, conversation, a: await parlor.connect(ann.token, options), b: await parlor.connect(bo.token, options) };
  }

  const lines = [
    ['over a WebSocket alone', { transports: ['websocket'] }, 'websocket'],
    ['over polling alone', { transports: ['polling'] }, 'polling'],
    ['beginning with polling and upgrading', { transports: ['polling', 'websocket'] }, 'websocket'],
  ];
  for (const [how, options, transport] of lines) {
    test(`Ann greets Bo and Bo answers, ${how}`, async () => {
      const { ann, bo, conversation, a, b } = await pair(options);
      for (const line of [a, b]) {
        const engine = line.socket.io.engine;
        if (engine.transport.name !== transport) await inTime(new Promise((resolve) => engine.once('upgrade', resolve)), 'the upgrade');
        assert.equal(engine.transport.name, transport);
      }
      const sent = await a.says(conversation, 'Who has the key? 🔑 上海');
      assert.match(sent._id, /^msg_/);
      assert.match(sent.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      assert.equal(sent.conversationId, conversation._id);
      assert.equal(sent.type, 'text');
      assert.equal(sent.status, 'sent');
      assert.equal(sent.seq, 1);
      assert.equal(sent.sender._id, ann.id);
      assert.equal(sent.sender.username, ann.username);
      assert.ok(sent.sender.avatar === null || typeof sent.sender.avatar === 'string');
      const received = await b.hearsMessage('Who has the key? 🔑 上海');
      assert.deepEqual(received.message, sent);
      assert.equal(received.conversationId, conversation._id);

      const answer = await b.says(conversation, 'Under the mat.');
      assert.equal(answer.seq, 2);
      assert.equal(answer.sender._id, bo.id);
      await a.hearsMessage('Under the mat.');
      assert.equal(a.socket.io.engine.transport.name, transport);
    });
  }

  test('Ann, on two devices, has her answer before the room is told, and every device hears the message once', async () => {
    const { ann, conversation, a, b } = await pair();
    const phone = await parlor.connect(ann.token);
    const order = [];
    a.socket.on('receive_message', ({ message }) => order.push(`heard ${message.content}`));
    for (let number = 0; number < 20; number += 1) {
      a.socket.emit('send_message', { conversationId: conversation._id, content: `${number}` }, () => order.push(`answered ${number}`));
    }
    for (const line of [a, b, phone]) await line.hearsMessage('19');
    for (let number = 0; number < 20; number += 1) {
      const answered = order.indexOf(`answered ${number}`);
      assert.ok(answered >= 0 && answered < order.indexOf(`heard ${number}`), order.join(', '));
    }
    for (const line of [a, b, phone]) {
      const contents = line.all('receive_message').map(({ message }) => message.content);
      assert.deepEqual(contents, Array.from({ length: 20 }, (_, number) => `${number}`));
    }
  });

  test('Bo sees Ann type and stop, and Ann does not see herself', async () => {
    const { ann, conversation, a, b } = await pair();
    a.socket.emit('typing', { conversationId: conversation._id, isTyping: true });
    const typing = await b.hears('typing_status', ({ isTyping }) => isTyping);
    assert.deepEqual(typing, { userId: ann.id, username: ann.username, conversationId: conversation._id, isTyping: true });
    a.socket.emit('typing', { conversationId: conversation._id, isTyping: false });
    await b.hears('typing_status', ({ isTyping }) => !isTyping);
    await a.says(conversation, 'done');
    await a.hearsMessage('done');
    assert.deepEqual(a.all('typing_status'), []);
  });

  test('when Ann goes in the middle of a word, Bo does not see her type for ever', async () => {
    const { conversation, a, b } = await pair();
    a.socket.emit('typing', { conversationId: conversation._id, isTyping: true });
    await b.hears('typing_status', ({ isTyping }) => isTyping);
    a.leave();
    await b.hears('typing_status', ({ isTyping }) => !isTyping);
  });

  test('Bo reads what Ann said: she is told, his count falls, and her own ids and those of nothing are ignored', async () => {
    const { ann, bo, conversation, a, b } = await pair();
    const one = await a.says(conversation, 'one');
    const two = await a.says(conversation, 'two');
    const own = await b.says(conversation, 'mine');
    const answer = await b.does('mark_read', { conversationId: conversation._id, messageIds: [two._id, 'msg_nothing', own._id, one._id] });
    assert.equal(answer.unreadCount, 0);
    const read = await a.hears('messages_read');
    assert.equal(read.conversationId, conversation._id);
    assert.deepEqual(read.messageIds, [two._id, one._id]);
    assert.equal(read.readBy, bo.id);
    assert.equal(read.upToSeq, two.seq);
    await b.hears('messages_read');
    const stored = await parlor.history(ann, conversation);
    assert.deepEqual(stored.map(({ status }) => status), ['read', 'read', 'sent']);
    assert.deepEqual(stored[0].readBy.map(({ user }) => user), [bo.id]);
    await a.does('mark_read', { conversationId: conversation._id, upTo: own._id });
    await b.hears('messages_read', ({ messageIds, readBy }) => readBy === ann.id && messageIds.includes(own._id));
  });

  test('Bo marks a hundred messages in a burst of a hundred calls: all are answered, and Ann hears of all in a few', async () => {
    const { ann, conversation, a, b } = await pair();
    const sent = await Promise.all(Array.from({ length: 100 }, (_, number) => a.says(conversation, `line ${number}`)));
    const answers = await Promise.all(sent.map(({ _id }) => b.does('mark_read', { conversationId: conversation._id, messageIds: [_id] })));
    assert.equal(answers.length, 100);
    assert.equal(answers.at(-1).unreadCount, 0);
    const named = () => a.all('messages_read').flatMap(({ messageIds }) => messageIds);
    await a.until(() => named().length >= 100, 'hearing of all');
    assert.deepEqual(named(), sent.map(({ _id }) => _id));
    assert.ok(a.all('messages_read').length < 50, `${a.all('messages_read').length} events for one burst`);
    const stored = await parlor.history(ann, conversation);
    assert.ok(stored.every(({ status, readBy }) => status === 'read' && readBy.length === 1));
  });

  test('Bo marks line by line: what he does in between does not wait for that', async () => {
    const { ann, conversation, a, b } = await pair();
    const sent = await Promise.all(Array.from({ length: 200 }, (_, number) => a.says(conversation, `line ${number}`)));
    const order = [];
    const asks = (name, event, payload) => b.does(event, payload).then(() => order.push(name));
    const marks = sent.map(({ _id }) => asks('mark', 'mark_read', { conversationId: conversation._id, messageIds: [_id] }));
    await asks('typing', 'typing', { conversationId: conversation._id, isTyping: true });
    await Promise.all(marks);
    // The first goes at once and the rest together, a quarter of a second later.
    assert.ok(order.indexOf('typing') < order.length - 150, `${order.indexOf('typing')} marks were answered before`);
    assert.ok((await parlor.history(ann, conversation)).every(({ status }) => status === 'read'));
  });

  test('Bo marks up to one line after another of a long conversation: nobody is told more than an event holds', async () => {
    const { conversation, a, b } = await pair();
    const sent = await Promise.all(Array.from({ length: 2_000 }, (_, number) => a.says(conversation, `${number}`)));
    const tenths = sent.filter((_, number) => number % 200 === 199);
    const answers = await Promise.all(tenths.map(({ _id }) => b.does('mark_read', { conversationId: conversation._id, upTo: _id })));
    assert.equal(answers.at(-1).unreadCount, 0);
    const last = await a.hears('messages_read', ({ allToSeq }) => allToSeq === 2_000);
    assert.deepEqual(last.messageIds.toSorted(), sent.slice(-500).map(({ _id }) => _id).toSorted());
    const most = Math.max(...a.all('messages_read').map(({ messageIds }) => messageIds.length));
    assert.ok(most <= 500, `${most} ids in one event`);
  });

  test('Ann corrects a word, and Bo sees the correction; he cannot correct hers', async () => {
    const { ann, conversation, a, b } = await pair();
    const message = await a.says(conversation, 'Tuseday');
    await a.does('edit_message', { messageId: message._id, newContent: 'Tuesday' });
    const edited = await b.hears('message_edited');
    assert.equal(edited.messageId, message._id);
    assert.equal(edited.newContent, 'Tuesday');
    assert.equal(edited.conversationId, conversation._id);
    assert.ok(!Number.isNaN(Date.parse(edited.editedAt)));
    const refused = await b.asks('edit_message', { messageId: message._id, newContent: 'Friday' });
    assertFailure(refused, 'forbidden');
    assert.equal(refused.message, 'Unauthorized');
    assert.deepEqual(await b.asks('edit_message', { messageId: 'msg_nothing', newContent: 'Friday' }), refused);
    const [stored] = await parlor.history(ann, conversation);
    assert.equal(stored.content, 'Tuesday');
    assert.equal(stored.edited, true);
  });

  test('a picture may lose its words, and nothing else may', async () => {
    const { ann, conversation, a } = await pair();
    const picture = await a.says(conversation, 'look', { type: 'image', fileUrl: 'https://example.org/cat.png' });
    await a.does('edit_message', { messageId: picture._id, newContent: ' ' });
    const words = await a.says(conversation, 'look');
    const refused = await a.asks('edit_message', { messageId: words._id, newContent: ' ' });
    assertFailure(refused, 'bad_request');
    assert.equal(refused.field, 'newContent');
    assert.deepEqual((await parlor.history(ann, conversation)).map(({ content }) => content), [' ', 'look']);
  });

  test('Ann takes a message back: a tombstone stays, a second time tells nobody, and it cannot be edited', async () => {
    const { ann, conversation, a, b } = await pair();
    const message = await a.says(conversation, 'a secret');
    assertFailure(await b.asks('delete_message', { messageId: message._id }), 'forbidden');
    await a.does('delete_message', { messageId: message._id });
    const deleted = await b.hears('message_deleted');
    assert.equal(deleted.messageId, message._id);
    assert.equal(deleted.conversationId, conversation._id);
    await a.does('delete_message', { messageId: message._id });
    assertFailure(await a.asks('edit_message', { messageId: message._id, newContent: 'again' }), 'conflict');
    await a.says(conversation, 'after');
    await b.hearsMessage('after');
    assert.equal(b.all('message_deleted').length, 1);
    const [stored] = await parlor.history(ann, conversation);
    assert.equal(stored.deleted, true);
    assert.equal(stored.content, 'This message was deleted');
  });

  test('Ann retries with the same clientId: it is stored once and told once', async () => {
    const { ann, conversation, a, b } = await pair();
    const first = await a.says(conversation, 'once', { clientId: 'retry-1' });
    const second = await a.says(conversation, 'once', { clientId: 'retry-1' });
    assert.equal(second._id, first._id);
    assert.equal(first.clientId, 'retry-1');
    const general = await parlor.general(ann);
    assertFailure(await a.asks('send_message', { conversationId: general._id, content: 'once', clientId: 'retry-1' }), 'conflict');
    await a.says(conversation, 'then');
    await b.hearsMessage('then');
    assert.deepEqual(b.all('receive_message').map(({ message }) => message.content), ['once', 'then']);
    assert.equal((await parlor.history(ann, conversation)).length, 2);
  });

  test('what is empty or longer than 5,120 bytes is refused, and what is just as long is not', async () => {
    const { conversation, a } = await pair();
    const send = (content) => a.asks('send_message', { conversationId: conversation._id, content });
    for (const content of ['', ' \n\t']) assertFailure(await send(content), 'bad_request');
    assertFailure(await send('é'.repeat(2_561)), 'payload_too_large');
    assert.equal((await send('é'.repeat(2_560))).success, true);
  });

  test('Ann sends 500 messages without waiting while Bo talks too: her order stays, and everyone hears that of seq', async () => {
    const { bo, conversation, a, b } = await pair({ transports: ['websocket'] });
    const answers = [];
    for (let number = 0; number < 500; number += 1) {
      answers.push(a.asks('send_message', { conversationId: conversation._id, content: `ann ${number}` }));
      if (number % 5 === 0) answers.push(b.asks('send_message', { conversationId: conversation._id, content: `bo ${number / 5}` }));
    }
    for (const answer of await Promise.all(answers)) assert.equal(answer.success, true, JSON.stringify(answer));
    for (const line of [a, b]) await line.until(() => line.all('receive_message').length === 600, 'hearing 600 messages');
    for (const line of [a, b]) {
      const messages = line.all('receive_message').map(({ message }) => message);
      assert.deepEqual(messages.map(({ seq }) => seq), Array.from({ length: 600 }, (_, index) => index + 1));
      for (const [name, many] of [['ann', 500], ['bo', 100]]) {
        const own = messages.map(({ content }) => content).filter((content) => content.startsWith(name));
        assert.deepEqual(own, Array.from({ length: many }, (_, number) => `${name} ${number}`));
      }
    }
    const stored = await parlor.history(bo, conversation);
    assert.deepEqual(stored.map(({ _id }) => _id), b.all('receive_message').map(({ message }) => message._id));
  });
});
