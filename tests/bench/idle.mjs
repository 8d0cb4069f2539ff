// What the server costs while nothing happens: its start, its resident memory at rest, and that of each idle session
// (a WebSocket, authenticated, in its rooms). Usage: PARLOR_BIN=target/release/parlor node tests/bench/idle.mjs [sessions] [--tls] [minutes]
// With minutes it stays so long, and says what that took of the disk and of the processor. Needs as many file descriptors as sessions: ulimit -n.

import { connect as secure } from 'node:tls';
import { Line } from './line.mjs';
import { measure } from './parlor.mjs';

const [count = 9000, minutes = 0] = process.argv.slice(2).filter((word) => word !== '--tls');
const SESSIONS = Number(count);
const TLS = process.argv.includes('--tls');
const EACH = 10;
const settle = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

if (TLS) {
  process.env.PARLOR_TLS = 'auto';
  // What it costs the server is the same, whomever we trust.
  Line.connect = ({ onread, ...options }) => secure({ ...options, rejectUnauthorized: false }).on('data', (bytes) => onread.callback(bytes.copy(onread.buffer)));
}

await measure(async (parlor, answered) => {
  console.log(`first answer after ${Math.round(answered)} ms`);
  const people = await parlor.people(Math.ceil(SESSIONS / EACH));
  // The memory that hashing took goes back after ten quiet seconds.
  await settle(13_000);
  const before = parlor.resident();
  console.log(`at rest: ${(before / 1024).toFixed(1)} MiB resident, ${people.length} accounts`);
  await Line.openAll(parlor.port, Array.from({ length: SESSIONS }, (_, session) => people[session % people.length].token));
  await settle(3_000);
  const after = parlor.resident();
  console.log(`${SESSIONS} sessions: ${(after / 1024).toFixed(1)} MiB resident, ${((after - before) / SESSIONS).toFixed(2)} KiB each`);
  if (!Number(minutes)) return;
  // Half a minute after the last change the log is folded into the database.
  await settle(35_000);
  const [written, busy] = [parlor.written(), parlor.busy()];
  await settle(minutes * 60_000);
  console.log(`${minutes} minutes: ${parlor.written() - written} bytes written to the disk, ${((parlor.busy() - busy) / minutes).toFixed(2)} s of processor time a minute`);
});
