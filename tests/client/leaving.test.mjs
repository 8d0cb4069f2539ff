// The server is told to go: what was begun is finished, everybody hears the last of it, and nobody can hold it up.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { Parlor, assertFailure, inTime } from './parlor.mjs';

/** Somebody who writes HTTP by hand. */
class Pen {
  #heard = '';
  #waiting = null;

  constructor(parlor) {
    this.socket = connect(Number(new URL(parlor.address).port), '127.0.0.1');
    this.socket.on('data', (data) => {
      this.#heard += data;
      this.#waiting?.();
    });
    this.socket.on('error', () => {});
    this.closed = once(this.socket, 'close');
  }

  /** The head of a message to a conversation, and no more until the server asks for the body: it has begun by then. */
  async begins(person, conversation, body) {
    this.socket.write(
      `POST /api/conversations/${conversation._id}/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${person.token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nExpect: 100-continue\r\n\r\n`,
    );
    assert.equal((await this.answer()).status, 100);
  }

  says(text) {
    this.socket.write(text);
  }

  /** The next answer, whole. */
  answer() {
    const whole = new Promise((resolve) => {
      this.#waiting = () => {
        const end = this.#heard.indexOf('\r\n\r\n') + 4;
        if (end < 4) return;
        const head = this.#heard.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (this.#heard.length < end + length) return;
        const body = this.#heard.slice(end, end + length);
        this.#heard = this.#heard.slice(end + length);
        resolve({ status: Number(head.split(' ')[1]), head, body: body ? JSON.parse(body) : null });
      };
      this.#waiting();
    });
    return inTime(whole, 'an answer');
  }
}

describe('The server is told to go', () => {
  let parlor, ann, bo, conversation;
  beforeEach(async () => {
    parlor = await Parlor.open();
    [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    conversation = await parlor.direct(ann, bo);
  });
  afterEach(() => parlor?.close());

  test('while half of a message is on its way: the rest is heard, stored, answered and told', async () => {
    const b = await parlor.connect(bo.token);
    const [pen, body] = [new Pen(parlor), JSON.stringify({ content: 'half now, half later' })];
    await pen.begins(ann, conversation, body);
    pen.says(body.slice(0, 10));
    const gone = parlor.terminate();
    await parlor.refusesVisitors();
    pen.says(body.slice(10));
    const { status, head, body: message } = await pen.answer();
    assert.equal(status, 201, JSON.stringify(message));
    assert.match(head, /connection: close/i);
    assert.deepEqual(await gone, { code: 0, signal: null });
    assert.equal((await b.hearsMessage('half now, half later')).message._id, message._id, 'Bo heard it before the end');
    assert.equal(await b.hears('disconnect'), 'transport close', 'and comes back by himself');
    await parlor.start();
    assert.deepEqual((await parlor.history(bo, conversation)).map(({ _id }) => _id), [message._id]);
  });

  test('while somebody never ends: they are refused, and it goes all the same', async () => {
    const [pen, head] = [new Pen(parlor), new Pen(parlor)];
    await pen.begins(ann, conversation, 'x'.repeat(100));
    pen.says('{"content":');
    head.says('GET /api/info HTTP/1.1\r\nHost: loc');
    const polling = parlor.dial(bo.token, { transports: ['polling'] });
    polling.socket.connect();
    await polling.hears('presence_state');
    const began = Date.now();
    const gone = parlor.terminate();
    const { status, body } = await pen.answer();
    assert.equal(status, 503);
    assertFailure(body, 'unavailable');
    assert.deepEqual(await gone, { code: 0, signal: null });
    // The promise is 5 s; the rest is for a machine that is busy with something else.
    assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
    await inTime(Promise.all([pen.closed, head.closed, polling.hears('disconnect')]), 'everybody being shown out');
  });

  /** Ann floods the conversation from many sockets until the first is acknowledged; the server goes, and comes back. */
  async function flood(transport, sockets) {
    const b = await parlor.connect(bo.token, { transports: [transport] });
    const lines = await Promise.all(Array.from({ length: sockets }, () => parlor.connect(ann.token, { transports: [transport] })));
    const acknowledged = new Map();
    let gone = null;
    for (const [place, { socket }] of lines.entries()) {
      for (let number = 0; number < 60; number += 1) {
        const clientId = `${place}-${number}`;
        socket.emit('send_message', { conversationId: conversation._id, content: clientId, clientId }, (answer) => {
          // Refused is not lost: the client is told.
          if (answer.success) acknowledged.set(clientId, answer.message._id);
          gone ??= parlor.terminate();
        });
      }
    }
    for (const line of [b, ...lines]) assert.match(await line.hears('disconnect'), /^transport/);
    assert.deepEqual(await gone, { code: 0, signal: null });
    await parlor.start();
    const kept = await parlor.history(ann, conversation);
    const ids = new Map(kept.map(({ clientId, _id }) => [clientId, _id]));
    assert.equal(ids.size, kept.length);
    for (const [clientId, id] of acknowledged) assert.equal(ids.get(clientId), id, clientId);
    return { ids, acknowledged, kept, b };
  }

  for (const [transport, sockets] of [['websocket', 10], ['polling', 3]]) {
    test(`in the middle of a flood over ${transport}: what was stored was acknowledged, and what was acknowledged is stored and told`, async () => {
      const { ids, acknowledged, kept, b } = await flood(transport, sockets);
      assert.equal(acknowledged.size, ids.size);
      assert.deepEqual(b.all('receive_message').map(({ message }) => message._id), kept.map(({ _id }) => _id), 'Bo heard all of it');
    });
  }

  test('twice: it ends at once', async () => {
    const pen = new Pen(parlor);
    await pen.begins(ann, conversation, 'x'.repeat(100));
    const gone = parlor.terminate();
    await parlor.refusesVisitors();
    parlor.terminate();
    assert.deepEqual(await gone, { code: 128 + 15, signal: null });
    await inTime(pen.closed, 'the end');
    await parlor.start();
    assert.deepEqual(await parlor.history(ann, conversation), []);
  });
});
