// Some in the room have stopped listening, and their computers do not say so.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Line as Wire } from '../bench/line.mjs';
import { Parlor, inTime } from './parlor.mjs';

const STONES = 10;
const MESSAGES = 5_000;
/** Messages until all who listen have heard them: less than what may wait for one client. */
const WAVE = 100;
const CONTENT = 'x'.repeat(5_000);
/** What ten who do not listen may cost, in KiB. */
const COST = 16 * 1024;
/** KiB. A password is hashed in 19 MiB, which are kept for ten seconds; with them the server has more than this. */
const AT_REST = 18 * 1024;

describe('Ten do not listen', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** A session that polls once, to come in, and never again; its sid. */
  async function neverPolls(token) {
    const address = `${parlor.address}/socket.io/?EIO=4&transport=polling`;
    const { sid } = JSON.parse((await (await fetch(address)).text()).slice(1));
    const joined = await fetch(`${address}&sid=${sid}`, { method: 'POST', body: `40${JSON.stringify({ token })}` });
    assert.equal(joined.status, 200);
    return `${address}&sid=${sid}`;
  }

  test('while 5,000 messages pass: they are closed, what they cost is bounded, and all others hear everything', async () => {
    const everybody = [];
    for (const name of ['ann', 'bo', 'cy', 'di', 'poll', ...Array(STONES).fill('stone')]) everybody.push(await parlor.register(name));
    const [ann, bo, cy, di, poll, ...stones] = everybody;
    const room = await parlor.group(ann, everybody.slice(1), 'Hall');
    const lines = [
      await parlor.connect(ann.token, { transports: ['websocket'] }),
      await parlor.connect(bo.token, { transports: ['websocket'] }),
      await parlor.connect(cy.token, { transports: ['polling'] }),
      await parlor.connect(di.token),
    ];
    const [a, b] = lines;
    let last = 0;

    /** Ann says so much that 5,000 messages pass; the most memory that the server had on the way, in KiB. */
    async function pass() {
      let most = 0;
      for (let passed = 0; passed < MESSAGES; passed += WAVE) {
        for (let number = 1; number <= WAVE; number += 1) {
          const seq = last + number;
          a.socket.emit('send_message', { conversationId: room._id, content: CONTENT }, (answer) => {
            most = Math.max(most, parlor.memory);
            a.note('answer', answer.message?.seq === seq || answer);
          });
        }
        await a.until(() => a.all('answer').length === WAVE, 'being answered');
        assert.deepEqual(a.all('answer').filter((answer) => answer !== true), []);
        const seqs = Array.from({ length: WAVE }, (_, at) => last + at + 1);
        for (const line of lines) {
          await line.until(() => line.all('receive_message').length >= WAVE, 'hearing the room');
          assert.deepEqual(line.all('receive_message').map(({ message }) => message.seq), seqs);
          assert.deepEqual(line.all('disconnect'), []);
          line.heard = line.heard.filter(([event]) => event !== 'receive_message' && event !== 'answer');
        }
        last += WAVE;
      }
      return most;
    }

    const rest = async () => {
      // Nobody tells when memory has come back: asking again is the only way.
      while (parlor.memory > AT_REST) await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await inTime(rest(), 'memory at rest');
    const without = await pass();

    const wires = await Promise.all(stones.map(({ token }) => Wire.open(parlor.port, token)));
    for (const wire of wires) wire.socket.pause();
    const neverPolled = await neverPolls(poll.token);
    const withThem = await pass();
    assert.ok(withThem - without <= COST, `${withThem - without} KiB more while they did not listen`);
    const gone = await Promise.all([poll, ...stones].map(({ id }) => b.hears('user_offline', ({ userId }) => userId === id)));
    const returned = parlor.memory;
    assert.ok(returned - without <= COST, `${returned - without} KiB more after they were closed`);

    // They were lost while the room talked, and not by the heartbeat of a later hour.
    const newest = (await parlor.call(ann.token, 'GET', `/conversations/${room._id}/messages?limit=1`)).messages[0];
    for (const { lastSeen } of gone) assert.ok(lastSeen <= newest.createdAt, `${lastSeen} after ${newest.createdAt}`);
    assert.deepEqual(await (await fetch(neverPolled)).json(), { code: 1, message: 'Session ID unknown' });
    for (const wire of wires) {
      wire.socket.resume();
      await inTime(wire.closed, 'the end of what a stone reads');
      assert.ok(wire.heard < MESSAGES);
    }
  });
});
