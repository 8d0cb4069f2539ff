import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FAULTS, breaks } from './disk.mjs';
import { Parlor, assertFailure, inTime } from './parlor.mjs';

describe('The server is asked to stop', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  for (const transport of ['websocket', 'polling']) {
    test(`in the middle of a flood over ${transport}: what is stored is acknowledged, the log is folded, and Ann comes back by herself`, async () => {
      const ann = await parlor.register('ann');
      const bo = await parlor.register('bo');
      const conversation = await parlor.direct(ann, bo);
      const a = await parlor.connect(ann.token, { transports: [transport], reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 });
      const acknowledged = new Map();
      let stopped;
      await inTime(
        new Promise((resolve, reject) => {
          const send = (number) => {
            const clientId = `${transport}-${number}`;
            // What is said to a closed door the client would keep for later.
            if (!a.socket.connected) return;
            a.socket.emit('send_message', { conversationId: conversation._id, content: clientId, clientId }, (answer) => {
              if (!answer.success) return reject(new Error(JSON.stringify(answer)));
              acknowledged.set(clientId, answer.message);
              if (acknowledged.size === 200) stopped = parlor.stop().then(resolve, reject);
              send(number + 40);
            });
          };
          for (let number = 0; number < 40; number += 1) send(number);
        }),
        'the flood',
      );
      await stopped;
      await a.hears('disconnect');
      assert.equal((await stat(join(parlor.directory, 'parlor.db-wal'))).size, 0);

      await parlor.start();
      await a.until(() => a.all('presence_state').length === 2, 'coming back');
      const kept = await parlor.history(bo, conversation);
      assert.deepEqual(kept, [...acknowledged.values()]);
      assert.equal((await a.says(conversation, 'Here I am again.')).seq, kept.length + 1);
    });
  }

  test('while the disk fails: it ends all the same, and what was acknowledged is there', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    const first = await a.says(conversation, 'before');
    const { end } = await breaks(parlor.pid, FAULTS.sync);
    try {
      assertFailure(await a.asks('send_message', { conversationId: conversation._id, content: 'during', clientId: 'during' }), 'unavailable');
      await parlor.stop();
    } finally {
      await end();
    }
    await parlor.start();
    const again = await parlor.connect(ann.token);
    const during = await again.says(conversation, 'during', { clientId: 'during' });
    assert.deepEqual(await parlor.history(bo, conversation), [first, during]);
  });
});
