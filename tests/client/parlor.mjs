// The real server on a directory and a port of its own, and people who talk to it with the official client.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { io } from 'socket.io-client';
import { Line } from './line.mjs';
import { PATIENCE, inTime } from './patience.mjs';

export { Line, assertFailure, shownOut } from './line.mjs';
export { PATIENCE, eventually, inTime } from './patience.mjs';

export const PASSWORD = 'a lamp in the window';

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

/** What it says before it lets anybody in, in one piece with the link that sets it up. */
const OPEN = 'Parlor is open.';

export class Parlor {
  #server = null;
  #said = '';
  #look = () => {};
  #directory;
  #port;
  #under;
  #child;
  #env;
  #flags;
  #sockets = new Set();
  #names = 0;
  /** What it is started with, besides its directory and its address. */
  options = ['--registration', 'open', '--no-rate-limits', '--no-mdns'];

  /** `under` is a command line that runs the server, as its `child` or in its own place; `env` is added to the environment, `flags` to its options, which `options` replaces. */
  constructor(directory, port, { under = [], child = false, env = {}, flags = [], options } = {}) {
    this.#directory = directory;
    this.#port = port;
    this.#under = under;
    this.#child = child;
    this.#env = env;
    this.#flags = flags;
    if (options) this.options = options;
  }

  /** A server that has its administrator already, on an empty directory. */
  static async open(options) {
    const parlor = await Parlor.closed(await mkdtemp(join(tmpdir(), 'parlor-')), options);
    await parlor.start();
    parlor.owner = await parlor.setup();
    return parlor;
  }

  /** One that is not started yet, for a directory of the caller's. */
  static async closed(directory, options) {
    return new Parlor(directory, await freePort(), options);
  }

  get address() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the server wrote since it started, its log too. */
  get said() {
    return this.#said;
  }

  get port() {
    return this.#port;
  }

  get directory() {
    return this.#directory;
  }

  /** The server's own. */
  get pid() {
    return this.#pidOf(this.#server);
  }

  #pidOf({ pid }) {
    return this.#child ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) : pid;
  }

  /** Memory that the server itself has taken, in KiB: not the pages of its program, of which a debug build has many. */
  get memory() {
    return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]);
  }

  #spawn() {
    const program = process.env.PARLOR_BIN;
    if (!program) throw new Error('PARLOR_BIN names no server to test.');
    const options = ['--config', '/dev/null', '--data-dir', this.#directory, '--listen', `127.0.0.1:${this.#port}`, ...this.options];
    const [command, ...line] = [...this.#under, program, 'serve', ...options, ...this.#flags];
    return spawn(command, line, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.#env } });
  }

  async start() {
    this.#said = '';
    const server = this.#spawn();
    this.#server = server;
    server.once('error', (error) => (this.#said += String(error)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (text) => {
        this.#said += text;
        this.#look();
      });
    }
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      if (server.exitCode !== null || server.signalCode !== null) break;
      const answer = await fetch(`${this.address}/api/info`).catch(() => null);
      // What it prints comes another way than its answers, and may come later.
      if (answer?.ok && this.#said.includes(OPEN)) return;
      // Nobody tells when a server listens: asking again is the only way.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`The server does not answer:\n${this.#said}`);
  }

  /** A start that has to be refused: the one line that it leaves. */
  async refusal() {
    const server = this.#spawn();
    let [out, err] = ['', ''];
    server.stdout.on('data', (text) => (out += text));
    server.stderr.on('data', (text) => (err += text));
    const [code, signal] = await inTime(once(server, 'close'), 'a refusal to start').finally(() => server.kill('SIGKILL'));
    assert.ok(signal === null && code > 0, `${signal ?? code}: ${out}${err}`);
    assert.match(err, /^parlor: [^\n]+\n$/);
    assert.equal(out, '');
    return err.trimEnd();
  }

  /** Asks the server to end, as an init system does. */
  async stop() {
    assert.deepEqual(await this.end('SIGTERM'), [0, null], this.#said);
  }

  /** A statement on the database of a server that is stopped; its rows, each as an object. */
  sql(statement) {
    assert.equal(this.#server, null, 'There is one writer: stop the server first.');
    const rows = execFileSync('sqlite3', ['-json', join(this.#directory, 'parlor.db'), statement], { encoding: 'utf8' });
    return rows.trim() ? JSON.parse(rows) : [];
  }

  /** A verb on this server's directory; what it is told on standard input, and what it says. */
  verb(words, input) {
    return execFileSync(process.env.PARLOR_BIN, [...words, '--data-dir', this.#directory], { input, encoding: 'utf8' });
  }

  /** As when the power goes. */
  async kill() {
    await this.end('SIGKILL');
  }

  /** Ends a server that still runs: its exit code and the signal that it died of; null where none runs. */
  async end(how) {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return null;
    const gone = once(server, 'exit');
    process.kill(this.#pidOf(server), how);
    return inTime(gone, `the end by ${how}`);
  }

  /** For signals that it lives on after. */
  signal(name) {
    process.kill(this.pid, name);
  }

  /** Resolves once the server has written that. */
  async logs(text) {
    const found = new Promise((resolve) => {
      this.#look = () => this.#said.includes(text) && resolve();
      this.#look();
    });
    await inTime(found, `the server saying: ${text}`);
  }

  /** Asks it to go: how it went. */
  async terminate() {
    const server = this.#server;
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    const [code, signal] = await inTime(gone, 'the end of the server');
    return { code, signal };
  }

  /** Resolves once nothing new is begun. */
  async refusesVisitors() {
    const refused = async () => {
      // A new connection each time: one that is kept would count as begun.
      const headers = { connection: 'close' };
      while ((await fetch(`${this.address}/healthz`, { headers }).then(({ status }) => status, () => 503)) !== 503);
    };
    await inTime(refused(), 'the door being shut');
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

  /** Sends a file as the body of a request: `{ status, body }`. */
  async send(person, method, path, bytes, headers = {}) {
    const init = { method, headers: { authorization: `Bearer ${person.token}`, ...headers }, body: bytes, duplex: 'half' };
    const answer = await fetch(`${this.address}/api${path}`, init);
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
  }

  /** A file that has to arrive: what the server tells of it. */
  async upload(person, name, bytes) {
    const answer = await this.send(person, 'POST', `/files?name=${encodeURIComponent(name)}`, bytes);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  /** What is at an address of a file: `{ status, headers, bytes }`. */
  async read(token, path, { method = 'GET', ...headers } = {}) {
    const answer = await fetch(this.address + path, { method, headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers } });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  /** Everything that lies under `files/` in the data directory, by its path there. */
  async stored() {
    const entries = await readdir(join(this.#directory, 'files'), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(join(this.#directory, 'files'), join(entry.parentPath ?? entry.path, entry.name)));
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

  async login(person, password = PASSWORD) {
    return this.#person(await this.call(null, 'POST', '/auth/login', { username: person.username, password }));
  }

  group(owner, members, name = 'Boat') {
    return this.call(owner.token, 'POST', '/conversations', { type: 'group', name, participantIds: members.map(({ id }) => id) });
  }

  channel(owner, name = 'Harbour') {
    return this.call(owner.token, 'POST', '/conversations', { type: 'channel', name });
  }

  direct(one, other) {
    return this.call(one.token, 'POST', '/conversations', { type: 'direct', participantIds: [other.id] });
  }

  async general(person) {
    const { conversations } = await this.call(person.token, 'GET', '/conversations');
    // It came first, whatever it is called by now.
    const channels = conversations.filter(({ type }) => type === 'channel');
    return channels.reduce((first, each) => (each.createdAt < first.createdAt ? each : first));
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

  /** The error of somebody who may not come in. */
  turnedAway(token, options) {
    const { socket } = this.dial(token, options);
    const refused = new Promise((resolve, reject) => {
      socket.once('connect_error', resolve);
      socket.once('connect', () => reject(new Error('It was let in.')));
    });
    socket.connect();
    return inTime(refused, 'being refused');
  }
}
