// A server to measure, on a directory of its own, and what /proc says of it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORT = 21_787;
export const PASSWORD = 'a lamp in the window';
/** Of the processor times in /proc. */
const TICKS = 100;

export class Parlor {
  port = PORT;
  #said = '';
  #kept;

  /** Without a directory it gets one of its own, which goes with it. */
  constructor(directory) {
    this.#kept = directory;
  }

  async start() {
    this.directory = this.#kept ?? mkdtempSync(join(tmpdir(), 'parlor-'));
    const options = ['--data-dir', this.directory, '--listen', `127.0.0.1:${PORT}`, '--registration', 'open', '--no-rate-limits', '--no-mdns', '--log', 'error'];
    const begun = performance.now();
    this.process = spawn(process.env.PARLOR_BIN, ['serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process.stdout.on('data', (text) => (this.#said += text));
    while (!(await this.#answers().then(() => true, () => false))) {
      if (this.process.exitCode !== null) throw new Error('The server ended.');
    }
    return performance.now() - begun;
  }

  #answers() {
    return new Promise((resolve, reject) => {
      const socket = connect(PORT, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'));
      socket.on('data', resolve).on('error', reject).on('end', reject);
    });
  }

  async call(path, body, token) {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`http://127.0.0.1:${PORT}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** So many accounts, the administrator's among them: `{ token, user }`. */
  async people(count) {
    const code = /code=([\w-]+)/.exec(this.#said)?.[1];
    const people = [await this.call('/setup', { setupCode: code, username: 'owner', password: PASSWORD })];
    let next = 1;
    const register = async () => {
      while (next < count) people.push(await this.call('/auth/register', { username: `person${next++}`, password: PASSWORD }));
    };
    // Passwords are hashed two at a time.
    await Promise.all([register(), register()]);
    return people;
  }

  /** Of memory, in KiB. */
  resident() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))[1]);
  }

  /** Bytes for the disk so far. */
  written() {
    return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${this.process.pid}/io`, 'utf8'))[1]);
  }

  /** Seconds of processor time so far. */
  busy() {
    const [, fields] = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) / TICKS;
  }

  /** Milliseconds that the disk takes to make a batch of messages safe: what every commit waits for, here without a server. */
  disk() {
    const file = openSync(join(this.directory, 'bench'), 'w');
    const batch = Buffer.alloc(40_000);
    const took = Array.from({ length: 101 }, () => {
      writeSync(file, batch);
      const begun = performance.now();
      fdatasyncSync(file);
      return performance.now() - begun;
    });
    closeSync(file);
    return took.sort((one, other) => one - other)[50];
  }

  async close() {
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
    if (!this.#kept) rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Runs a benchmark against a server, and ends both, whatever happens. It gets the milliseconds until the first answer too. */
export async function measure(benchmark, directory) {
  const parlor = new Parlor(directory);
  const broken = new Promise((_, reject) => process.on('uncaughtException', reject));
  try {
    await Promise.race([broken, parlor.start().then((answered) => benchmark(parlor, answered))]);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await parlor.close();
    process.exit();
  }
}
