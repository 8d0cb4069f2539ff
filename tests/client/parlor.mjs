// The real server on a directory and a port of its own, and people who talk to it with the official client.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';

export const PASSWORD = 'a lamp in the window';
/** A bound for what should have happened long ago: it makes a failure, never a pause. Milliseconds. */
export const PATIENCE = 20_000;

/** Below the ports that the system hands out, so that the server finds it free when it starts again. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

/** Fails with `what` where a promise takes longer than patience lasts. */
export function inTime(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Parlor {
  #server = null;
  #said = '';
  #directory;
  #port;
  #sockets = new Set();
  #names = 0;
  #environment;
  #flags;

  constructor(directory, port, environment, flags) {
    this.#directory = directory;
    this.#port = port;
    this.#environment = environment;
    this.#flags = flags;
  }

  /** A server that has its administrator already, on an empty directory. */
  static async open(environment = {}, flags = ['--no-rate-limits']) {
    const parlor = new Parlor(await mkdtemp(join(tmpdir(), 'parlor-')), await freePort(), environment, flags);
    await parlor.start();
    parlor.owner = await parlor.setup();
    return parlor;
  }

  get address() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the server wrote since it started, its log too. */
  get said() {
    return this.#said;
  }

  async start() {
    const program = process.env.PARLOR_BIN;
    if (!program) throw new Error('PARLOR_BIN names no server to test.');
    this.#said = '';
    const options = ['--data-dir', this.#directory, '--listen', `127.0.0.1:${this.#port}`, '--registration', 'open'];
    const server = spawn(program, ['serve', ...options, ...this.#flags, '--no-mdns'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#environment },
    });
    this.#server = server;
    server.once('error', (error) => (this.#said += String(error)));
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (this.#said += text));
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      if (server.exitCode !== null || server.signalCode !== null) break;
      const answer = await fetch(`${this.address}/api/info`).catch(() => null);
      if (answer?.ok) return;
      // Nobody tells when a server listens: asking again is the only way.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`The server does not answer:\n${this.#said}`);
  }

  /** As when the power goes. */
  async kill() {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  async close() {
    for (const socket of this.#sockets) socket.disconnect();
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** One call of the HTTP side: `{ status, body }`. */
  async api(token, method, path, body) {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': 'application/json' }) };
    const answer = await fetch(`${this.address}/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  }

  /** As `api`, for what has to succeed: the body. */
  async call(token, method, path, body) {
    const answer = await this.api(token, method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The first administrator, by the code in the link that the server printed. */
  async setup(username = 'owner') {
    const code = /\/#\/setup\?code=([\w-]+)/.exec(this.#said)?.[1];
    assert.ok(code, `No setup link in what the server said:\n${this.#said}`);
    return this.#person(await this.call(null, 'POST', '/setup', { setupCode: code, username, password: PASSWORD }));
  }

  /** Somebody new; the number keeps the names of one file apart. */
  async register(name) {
    this.#names += 1;
    return this.#person(await this.call(null, 'POST', '/auth/register', { username: `${name}${this.#names}`, password: PASSWORD }));
  }

  #person({ token, user }) {
    return { token, id: user._id, username: user.username, user };
  }

  direct(one, other) {
    return this.call(one.token, 'POST', '/conversations', { type: 'direct', participantIds: [other.id] });
  }

  async general(person) {
    const { conversations } = await this.call(person.token, 'GET', '/conversations');
    return conversations.find((conversation) => conversation.type === 'channel');
  }

  /** Everything that was said in a conversation, page by page. */
  async history(person, conversation) {
    const messages = [];
    for (;;) {
      const before = messages.length ? `&before=${messages[0]._id}` : '';
      const page = await this.call(person.token, 'GET', `/conversations/${conversation._id}/messages?limit=200${before}`);
      messages.unshift(...page.messages);
      if (!page.hasBefore) return messages;
    }
  }

  /** A socket that writes down what it hears, not yet connected. */
  dial(token, options = {}) {
    const socket = io(this.address, { auth: { token }, forceNew: true, reconnection: false, autoConnect: false, ...options });
    this.#sockets.add(socket);
    return new Line(socket);
  }

  /** The same, connected and told who is there. */
  async connect(token, options) {
    const line = this.dial(token, options);
    const greeted = line.hears('presence_state');
    const refused = new Promise((_, reject) => line.socket.once('connect_error', reject));
    line.socket.connect();
    await inTime(Promise.race([greeted, refused]), 'connecting');
    return line;
  }
}

/** One socket and everything that it heard, in order. */
export class Line {
  /** `[event, payload]` */
  heard = [];
  #waiting = new Set();

  constructor(socket) {
    this.socket = socket;
    socket.onAny((event, payload) => this.note(event, payload));
    socket.on('disconnect', (reason) => this.note('disconnect', reason));
  }

  note(event, payload) {
    this.heard.push([event, payload]);
    for (const look of this.#waiting) look();
  }

  all(event) {
    return this.heard.filter(([name]) => name === event).map(([, payload]) => payload);
  }

  /** The first payload of an event that fits, whether it came already or is still to come. */
  hears(event, fits = () => true) {
    return this.until(() => this.all(event).find(fits), `hearing ${event}`);
  }

  /** Waits for a condition on what was heard, looking again whenever something is. */
  until(condition, what) {
    let look;
    const met = new Promise((resolve) => {
      look = () => {
        const found = condition();
        if (found !== undefined && found !== false) resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
    return inTime(met, what)
      .catch((error) => {
        throw new Error(`${error.message}; heard: ${JSON.stringify(this.heard.slice(-20))}`);
      })
      .finally(() => this.#waiting.delete(look));
  }

  /** Emits with an acknowledgement, and answers that. */
  asks(event, ...payload) {
    return inTime(new Promise((resolve) => this.socket.emit(event, ...payload, resolve)), `the answer to ${event}`);
  }

  /** As `asks`, for what has to succeed. */
  async does(event, payload) {
    const answer = await this.asks(event, payload);
    assert.equal(answer?.success, true, `${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async says(conversation, content, more = {}) {
    return (await this.does('send_message', { conversationId: conversation._id, content, ...more })).message;
  }

  hearsMessage(content) {
    return this.hears('receive_message', ({ message }) => message.content === content);
  }

  /** Leaves as somebody who closes the page. */
  leave() {
    this.socket.disconnect();
  }
}

export function assertFailure(answer, code) {
  assert.equal(answer?.success, false, JSON.stringify(answer));
  assert.match(answer.code, /^[a-z]+(_[a-z]+)*$/);
  assert.ok(typeof answer.message === 'string' && answer.message.length > 0);
  if (code) assert.equal(answer.code, code, JSON.stringify(answer));
}
