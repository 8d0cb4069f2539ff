import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, inTime } from './parlor.mjs';

describe('The power goes', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('in the middle of a flood: what was acknowledged is there once, and what is sent again is not there twice', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token, { transports: ['websocket'] });
    const acknowledged = new Map();
    let sent = 0;
    await inTime(
      new Promise((resolve, reject) => {
        const send = () => {
          const clientId = `flood-${sent}`;
          sent += 1;
          a.socket.emit('send_message', { conversationId: conversation._id, content: clientId, clientId }, (answer) => {
            if (!answer.success) return reject(new Error(JSON.stringify(answer)));
            acknowledged.set(clientId, answer.message);
            // Forty are always on their way, so that some are when the power goes.
            if (acknowledged.size === 300) resolve(parlor.kill());
            else send();
          });
        };
        for (let pipelined = 0; pipelined < 40; pipelined += 1) send();
      }),
      'the flood',
    );
    await a.hears('disconnect');
    await parlor.start();

    const kept = await parlor.history(ann, conversation);
    assert.deepEqual(kept.map(({ seq }) => seq), kept.map((_, index) => index + 1));
    assert.equal(new Set(kept.map(({ _id }) => _id)).size, kept.length);
    assert.ok(kept.length <= sent);
    for (const [clientId, message] of acknowledged) {
      const same = kept.filter((row) => row.clientId === clientId);
      assert.equal(same.length, 1, clientId);
      assert.equal(same[0]._id, message._id);
      assert.equal(same[0].seq, message.seq);
    }

    const again = await parlor.connect(ann.token);
    for (let number = 0; number < sent; number += 1) {
      const message = await again.says(conversation, `flood-${number}`, { clientId: `flood-${number}` });
      const before = acknowledged.get(`flood-${number}`);
      if (before) assert.equal(message._id, before._id);
    }
    const whole = await parlor.history(bo, conversation);
    assert.deepEqual(whole.map(({ content }) => content), Array.from({ length: sent }, (_, number) => `flood-${number}`));
    assert.deepEqual(whole.map(({ seq }) => seq), whole.map((_, index) => index + 1));
  });
});
