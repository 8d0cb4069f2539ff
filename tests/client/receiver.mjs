// A machine that webhooks call: it writes down what it hears and answers as it is told.

import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

/** A bound that makes a failure and never a pause: longer than a time-out and the pauses after it. Milliseconds. */
const PATIENCE = 90_000;

export class Receiver {
  /** `{ path, headers, raw, body }`, in the order in which they came. */
  heard = [];
  /** What the next requests get, in order; then, and unless told, 204. */
  answers = [];
  #waiting = new Set();
  #server;
  #keys;
  #port;

  /** Listens on a port of its own; with `keys`, over TLS. */
  static async open(keys) {
    const receiver = new Receiver();
    receiver.#keys = keys;
    await receiver.listen();
    return receiver;
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `${this.#keys ? 'https' : 'http'}://127.0.0.1:${this.#port}/hear?me=1`;
  }

  /** Opens, or opens again where it was. */
  async listen() {
    const hear = (request, response) => this.#hear(request, response);
    this.#server = this.#keys ? createSecureServer(this.#keys, hear) : createServer(hear);
    this.#server.listen(this.#port ?? 0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = this.#server.address().port;
  }

  async #hear(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    this.heard.push({ method: request.method, path: request.url, headers: request.headers, raw, body: JSON.parse(raw) });
    for (const look of this.#waiting) look();
    const answer = await (this.answers.shift() ?? 204);
    if (answer === 'hang') return;
    if (answer === 'hang up') return void request.socket.destroy();
    if (answer === 'dribble') {
      // An answer that has come, and never ends.
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.write('{"text":');
    }
    const { status = answer, headers = {}, body } = typeof answer === 'object' ? answer : {};
    response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  /** Waits until so many requests have come, and answers the last of them. */
  async hears(count) {
    let look, timer;
    const come = new Promise((resolve, reject) => {
      look = () => this.heard.length >= count && resolve();
      timer = setTimeout(() => reject(new Error(`${count} requests were expected and ${this.heard.length} came`)), PATIENCE);
      this.#waiting.add(look);
      look();
    });
    await come.finally(() => (clearTimeout(timer), this.#waiting.delete(look)));
    return this.heard[count - 1];
  }

  /** What was said, by its words. */
  get contents() {
    return this.heard.map(({ body }) => body.message?.content);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What a receiver does with each request before it believes a word. */
export function assertSigned({ headers, raw }, secret) {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['parlor-signature']) ?? [];
  assert.ok(time, `the signature is ${headers['parlor-signature']}`);
  const expected = createHmac('sha256', secret).update(`${time}.${raw}`).digest();
  assert.ok(timingSafeEqual(expected, Buffer.from(signature, 'hex')), 'signed with another secret');
  assert.ok(Math.abs(Date.now() / 1000 - Number(time)) < 600, 'signed at another time');
}
