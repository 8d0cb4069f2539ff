// What the server costs while nothing happens: its start, its resident memory at rest, and that of each idle session
// (a WebSocket, authenticated, in its rooms). Usage: PARLOR_BIN=target/release/parlor node tests/bench/idle.mjs [sessions]
// Needs as many file descriptors as sessions: ulimit -n.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SESSIONS = Number(process.argv[2] ?? 9000);
const EACH = 10;
const PORT = 21_787;
/** The heartbeat: a frame of one byte, "2". */
const PING = Buffer.from([0x81, 0x01, 0x32]);
const PASSWORD = 'a lamp in the window';

const directory = mkdtempSync(join(tmpdir(), 'parlor-'));
const options = ['--data-dir', directory, '--listen', `127.0.0.1:${PORT}`, '--registration', 'open', '--no-rate-limits', '--no-mdns', '--log', 'error'];
const begun = performance.now();
const server = spawn(process.env.PARLOR_BIN, ['serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
let said = '';
server.stdout.on('data', (text) => (said += text));

async function call(path, body) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${PORT}/api${path}`, init);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

function resident() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);
}

function answers() {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'));
    socket.on('data', resolve).on('error', reject).on('end', reject);
  });
}

/** A frame as clients send it: masked, here with zeros. */
function frame(text) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = 0x81;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Resolves when the server has told who is there. */
function session(token) {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1');
    let heard = '';
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    socket.on('data', (data) => {
      const all = heard + data.toString('latin1');
      if (!heard.includes('"pingInterval"') && all.includes('"pingInterval"')) socket.write(frame(`40${JSON.stringify({ token })}`));
      if (all.includes('presence_state')) resolve(socket);
      heard = all.slice(-4096);
      if (data.includes(PING)) socket.write(frame('3'));
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`closed after ${heard.slice(-200)}`)));
  });
}

try {
  for (;;) {
    if (await answers().then(() => true, () => false)) break;
    if (server.exitCode !== null) throw new Error('The server ended.');
  }
  console.log(`first answer after ${Math.round(performance.now() - begun)} ms`);
  const code = /code=([\w-]+)/.exec(said)?.[1];
  const tokens = [(await call('/setup', { setupCode: code, username: 'owner', password: PASSWORD })).token];
  while (tokens.length < Math.ceil(SESSIONS / EACH)) {
    tokens.push((await call('/auth/register', { username: `person${tokens.length}`, password: PASSWORD })).token);
  }
  // The memory that hashing took goes back after ten quiet seconds.
  await new Promise((resolve) => setTimeout(resolve, 13_000));
  const before = resident();
  console.log(`at rest: ${(before / 1024).toFixed(1)} MiB resident, ${tokens.length} accounts`);
  const sockets = [];
  while (sockets.length < SESSIONS) {
    const wave = Array.from({ length: Math.min(50, SESSIONS - sockets.length) }, (_, n) => session(tokens[(sockets.length + n) % tokens.length]));
    sockets.push(...(await Promise.all(wave)));
  }
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const after = resident();
  console.log(`${SESSIONS} sessions: ${(after / 1024).toFixed(1)} MiB resident, ${((after - before) / SESSIONS).toFixed(2)} KiB each`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
  rmSync(directory, { recursive: true, force: true });
  process.exit();
}
