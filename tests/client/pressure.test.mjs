// People who send without waiting, and a writer that cannot keep up.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NodeXHR } from 'socket.io-client';
import { Parlor, inTime } from './parlor.mjs';

/** The official transport from far away: what is posted goes out at once, and every poll is on its way for a while. */
class FarPolling extends NodeXHR {
  doPoll() {
    setTimeout(() => super.doPoll(), 150);
  }
}

const WAYS = [
  ['a WebSocket', 'websocket', 10_000],
  ['polling', 'polling', 10_000],
  ['polling from far away', FarPolling, 2_000],
];

describe('Ann does not wait for answers', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  for (const [way, transport, pipelined] of WAYS) {
    test(`${pipelined.toLocaleString('en')} messages over ${way}: each is answered once, in order`, async () => {
      const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
      const conversation = await parlor.direct(ann, bo);
      const a = parlor.dial(ann.token, { transports: [transport] }).socket;
      const answers = [];
      const all = new Promise((resolve, reject) => {
        a.on('disconnect', (reason) => reject(new Error(`${reason} after ${answers.length}`)));
        a.on('connect', () => {
          for (let number = 0; number < pipelined; number += 1) {
            a.emit('send_message', { conversationId: conversation._id, content: `${number}` }, (answer) => {
              answers.push([number, answer.success, answer.message?.seq]);
              if (answers.length >= pipelined) resolve();
            });
          }
        });
      });
      a.connect();
      await inTime(all, 'all answers');
      assert.deepEqual(answers, Array.from({ length: pipelined }, (_, number) => [number, true, number + 1]));
      const history = await parlor.history(bo, conversation);
      assert.deepEqual(history.map(({ content }) => Number(content)), answers.map(([number]) => number));
    });
  }

  test('thousands of messages at one moment: what has no place in the queue is refused, and what was acknowledged is there once', async () => {
    const [PEOPLE, SOCKETS, EACH] = [32, 8, 64];
    const people = [];
    for (let number = 0; number < PEOPLE; number += 1) people.push(await parlor.register('crowd'));
    const talks = await Promise.all(people.map(async (person) => {
      const conversation = await parlor.direct(person, parlor.owner);
      const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => parlor.connect(person.token, { transports: ['websocket'] })));
      return { person, conversation, sockets: sockets.map(({ socket }) => socket) };
    }));
    // The server is not there for a moment, and so everything reaches it at once.
    parlor.signal('SIGSTOP');
    const answers = [];
    const written = [];
    for (const { conversation, sockets } of talks) {
      for (const [at, socket] of sockets.entries()) {
        written.push(new Promise((resolve) => socket.io.engine.once('drain', resolve)));
        for (let number = 0; number < EACH; number += 1) {
          const content = `${at} ${number}`;
          answers.push(new Promise((resolve) => socket.emit('send_message', { conversationId: conversation._id, content }, (answer) => resolve({ conversation, content, answer }))));
        }
      }
    }
    await Promise.all(written);
    parlor.signal('SIGCONT');
    const all = await inTime(Promise.all(answers), 'all answers');
    const refused = all.filter(({ answer }) => !answer.success);
    assert.ok(refused.length > 0);
    for (const { answer } of refused) assert.equal(answer.code, 'unavailable');
    for (const { person, conversation } of talks) {
      const history = await parlor.history(person, conversation);
      const acknowledged = all.filter((one) => one.conversation === conversation && one.answer.success).sort((one, other) => one.answer.message.seq - other.answer.message.seq);
      assert.deepEqual(acknowledged.map(({ content, answer }) => [answer.message._id, answer.message.seq, content]), history.map(({ _id, seq, content }) => [_id, seq, content]));
    }
  });
});
