import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FAULTS, breaks } from './disk.mjs';
import { Parlor, inTime } from './parlor.mjs';

describe('The disk takes its time', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('over what Ann says: nobody waits for it but her, no typing, no reading, no newcomer and no heartbeat, not even her own', async () => {
    const [ann, bo, carol] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('carol')];
    const conversation = await parlor.direct(ann, bo);
    const hers = await parlor.direct(ann, carol);
    const a = await parlor.connect(ann.token, { transports: ['websocket'] });
    const b = await parlor.connect(bo.token, { transports: ['polling'] });
    const c = await parlor.connect(carol.token, { transports: ['websocket'] });
    const pings = [a, b, c].map(({ socket }) => new Promise((resolve) => socket.io.once('ping', resolve)));
    const first = await a.says(conversation, 'before');
    await c.says(hers, 'before');
    await b.hearsMessage('before');

    const answers = [];
    const say = ({ socket }, where, content) =>
      new Promise((resolve) => {
        socket.emit('send_message', { conversationId: where._id, content }, (answer) => resolve(answers.push([content, answer.success])));
      });
    const { met, end } = await breaks(parlor.pid, FAULTS.hold);
    let said;
    try {
      const type = (isTyping) => ({ conversationId: conversation._id, isTyping });
      said = [say(a, conversation, 'held')];
      await met();
      assert.equal((await a.asks('typing', type(true))).success, true);
      await b.hears('typing_status', ({ userId, isTyping }) => userId === ann.id && isTyping);
      assert.equal((await b.asks('typing', type(true))).success, true);
      await a.hears('typing_status', ({ userId, isTyping }) => userId === bo.id && isTyping);
      assert.deepEqual(await parlor.history(bo, conversation), [first]);
      assert.deepEqual((await a.does('join_conversations', [conversation._id])).joined, [conversation._id]);
      const phone = await parlor.connect(ann.token, { transports: ['polling', 'websocket'] });
      phone.socket.emit('typing', type(true));
      // More than a socket may have unanswered: the rest of what Carol asks waits, and her heart beats on.
      for (let number = 0; number < 100; number += 1) said.push(say(c, hers, `carol ${number}`));
      await inTime(Promise.all(pings), 'the beat of every socket, 25 s after it came', 60_000);
      await b.hears('typing_status', ({ userId, isTyping }) => userId === ann.id && !isTyping);
      assert.deepEqual(answers, []);
    } finally {
      await end();
    }

    await inTime(Promise.all(said), 'the answers');
    const hundred = Array.from({ length: 100 }, (_, number) => `carol ${number}`);
    assert.ok(answers.every(([, success]) => success));
    // Whose answer comes first is nobody's promise; Carol's own come in her order.
    assert.deepEqual(answers.map(([content]) => content).filter((content) => content !== 'held'), hundred);
    await b.hearsMessage('held');
    assert.deepEqual((await parlor.history(carol, hers)).map(({ content }) => content), ['before', ...hundred]);
    for (const line of [a, b, c]) assert.equal(line.socket.connected, true);
  });
});
