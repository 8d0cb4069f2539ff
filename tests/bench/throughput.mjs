// What the server does in rooms of 10, 100 and 1,000 people: how many messages a second it commits and delivers with 80 on
// their way all the time, what a delivery costs it, and how long an acknowledgement takes at 10,000 deliveries a second.
// Usage: PARLOR_BIN=target/release/parlor node tests/bench/throughput.mjs

import { Line } from './line.mjs';
import { measure } from './parlor.mjs';

/** People, and how many messages they hear. */
const ROOMS = [
  [10, 60_000],
  [100, 40_000],
  [1_000, 4_000],
];
const SENDERS = 8;
const EACH = 10;
const PACE = 10_000;
const PACED_SECONDS = 10;

const payload = (room, number) => `{"conversationId":"${room.id}","content":"message ${number}, about as long as people write"}`;

/** Resolves when everybody in the room has heard so many more. */
async function heard(room, more) {
  const from = room.lines.map((line) => line.heard);
  return async () => {
    while (room.lines.some((line, at) => line.heard < from[at] + more)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
}

/** Seconds until the last answer, and until the last delivery. */
async function flood(room, messages) {
  const everybody = await heard(room, messages);
  const begun = performance.now();
  let [sent, answered] = [0, 0];
  await new Promise((resolve) => {
    for (const line of room.lines.slice(0, SENDERS)) {
      const next = () => {
        if (sent < messages) line.ask(sent, 'send_message', payload(room, sent++));
      };
      line.onAnswer(() => {
        answered += 1;
        if (answered === messages) resolve();
        else next();
      });
      for (let asked = 0; asked < EACH; asked += 1) next();
    }
  });
  const committed = performance.now() - begun;
  await everybody();
  return [committed / 1000, (performance.now() - begun) / 1000];
}

/** Milliseconds that each acknowledgement took, ascending. */
async function paced(room) {
  const rate = PACE / room.lines.length;
  const messages = rate * PACED_SECONDS;
  const everybody = await heard(room, messages);
  const [asked, took] = [[], []];
  for (const line of room.lines.slice(0, SENDERS)) line.onAnswer((number) => took.push(performance.now() - asked[number]));
  const begun = performance.now();
  await new Promise((resolve) => {
    const turn = () => {
      const due = Math.min(messages, Math.floor(((performance.now() - begun) / 1000) * rate));
      while (asked.length < due) {
        room.lines[asked.length % SENDERS].ask(asked.length, 'send_message', payload(room, asked.length));
        asked.push(performance.now());
      }
      if (asked.length === messages) resolve();
      else setTimeout(turn, 1);
    };
    turn();
  });
  await everybody();
  return took.sort((one, other) => one - other);
}

await measure(async (parlor) => {
  const people = await parlor.people(ROOMS.at(-1)[0]);
  const lines = await Line.openAll(parlor.port, people.map(({ token }) => token));
  const disk = parlor.disk();
  const number = (value, digits = 0) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const rows = [['people', 'messages/s', 'deliveries/s', 'CPU s per million deliveries', 'acknowledged, p50 ms', 'p99 ms']];
  for (const [size, messages] of ROOMS) {
    const participantIds = people.slice(1, size).map(({ user }) => user._id);
    const { _id } = await parlor.call('/conversations', { type: 'group', name: `Room ${size}`, participantIds }, people[0].token);
    const room = { id: _id, lines: lines.slice(0, size) };
    await flood(room, messages / 10);
    const busy = parlor.busy();
    const [committed, delivered] = await flood(room, messages);
    const cost = ((parlor.busy() - busy) / (messages * size)) * 1e6;
    const took = await paced(room);
    const percentile = (share) => number(took[Math.ceil(share * took.length) - 1], 2);
    rows.push([number(size), number(messages / committed), number((messages * size) / delivered), number(cost, 1), percentile(0.5), percentile(0.99)]);
  }
  console.log(`one fdatasync of 40 KB takes ${number(disk, 2)} ms here`);
  for (const row of rows) console.log(row.map((cell, at) => cell.padStart(rows[0][at].length)).join('  '));
});
