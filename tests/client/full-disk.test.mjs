import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { smallDisk } from './disk.mjs';
import { PASSWORD, Parlor, assertFailure } from './parlor.mjs';

const MEGABYTES = 8;
const LONG = 'x'.repeat(5_000);

describe('The disk is full', () => {
  let place;
  let disk;
  let parlor;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-full-'));
    disk = await smallDisk(place, MEGABYTES);
    parlor = await Parlor.closed(join(place, 'house'), { under: disk.under });
    await parlor.start();
    parlor.owner = await parlor.setup();
  });
  afterEach(async () => {
    await parlor?.close();
    await disk?.close();
    await rm(place, { recursive: true, force: true });
  });

  async function pair() {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    return { ann, bo, conversation, a: await parlor.connect(ann.token), b: await parlor.connect(bo.token) };
  }

  async function signIn({ username }) {
    return (await parlor.call(null, 'POST', '/auth/login', { username, password: PASSWORD })).token;
  }

  /** Talks, twenty at a time, until a message is refused: what was stored and what was not, by `clientId`. */
  async function talkItFull(line, conversation, name, padding = LONG) {
    const stored = new Map();
    const refused = new Map();
    let number = 0;
    const talk = async () => {
      while (refused.size === 0) {
        assert.ok(number * LONG.length < MEGABYTES * 2 ** 20, 'more was stored than there is room for');
        const clientId = `${name}-${(number += 1)}`;
        const draft = { conversationId: conversation._id, content: `${clientId} ${padding}`, clientId };
        const answer = await line.asks('send_message', draft);
        if (answer.success) stored.set(clientId, answer.message);
        else {
          assertFailure(answer, 'unavailable');
          refused.set(clientId, draft);
        }
      }
    };
    await Promise.all(Array.from({ length: 20 }, talk));
    return { stored, refused };
  }

  /** Each of them once, in an order without a gap. */
  function assertKept(kept, messages) {
    assert.deepEqual(kept.map(({ seq }) => seq), kept.map((_, index) => index + 1));
    assert.equal(kept.length, messages.length);
    const byId = new Map(kept.map((message) => [message._id, message]));
    for (const message of messages) assert.deepEqual(byId.get(message._id), message);
  }

  test('while Ann talks: she is told so, reading and signing in go on, and the first thing said with room again is stored', async () => {
    disk.fill(2 ** 21);
    const { ann, bo, conversation, a, b } = await pair();
    const { stored, refused } = await talkItFull(a, conversation, 'flood');
    disk.fill();
    // What room is left in the log itself is used up.
    for (const [name, padding] of [['drop', LONG], ['crumb', '']]) {
      const last = await talkItFull(a, conversation, name, padding);
      for (const [clientId, message] of last.stored) stored.set(clientId, message);
      for (const [clientId, draft] of last.refused) refused.set(clientId, draft);
    }
    const before = [...stored.values()];

    assertKept(await parlor.history(bo, conversation), before);
    const phone = await signIn(ann);
    assertKept(await parlor.history({ token: phone }, conversation), before);
    const p = await parlor.connect(phone);
    p.socket.emit('typing', { conversationId: conversation._id, isTyping: true });
    await b.hears('typing_status', ({ userId }) => userId === ann.id);

    disk.free();
    const messages = [...before, await a.says(conversation, 'There is room again.')];
    for (const { content, clientId } of refused.values()) {
      const message = await p.says(conversation, content, { clientId });
      assert.deepEqual(await a.says(conversation, content, { clientId }), message);
      messages.push(message);
    }
    assert.deepEqual(messages.map(({ seq }) => seq).sort((one, other) => one - other), messages.map((_, index) => index + 1));
    await b.hearsMessage(messages.at(-1).content);
    assert.equal(b.all('receive_message').length, messages.length);
    assertKept(await parlor.history(bo, conversation), messages);

    await parlor.kill();
    await parlor.start();
    assertKept(await parlor.history({ token: phone }, conversation), messages);
  });

  test('when the server starts, after the power went and after it was stopped: reading and signing in work, and talking does with room again', async () => {
    const { ann, bo, conversation, a } = await pair();
    disk.fill(2 ** 20);
    const { stored } = await talkItFull(a, conversation, 'flood');
    const messages = [...stored.values()];
    for (const end of ['kill', 'stop']) {
      disk.fill();
      await parlor[end]();
      disk.fill();
      await parlor.start();
      assertKept(await parlor.history(bo, conversation), messages);
      assertKept(await parlor.history({ token: await signIn(ann) }, conversation), messages);
    }
    disk.free();
    const again = await parlor.connect(ann.token);
    messages.push(await again.says(conversation, 'There is room again.'));
    assertKept(await parlor.history(bo, conversation), messages);
  });
});
