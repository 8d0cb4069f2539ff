// Two hundred people in one room, over every transport, who all talk at once.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Crowd } from './crowd.mjs';
import { Parlor } from './parlor.mjs';

const PEOPLE = { websocket: 80, polling: 40, upgrade: 80 };
const PROCESSES = 4;

describe('Two hundred people talk at once', () => {
  let parlor;
  const people = [];
  before(async () => {
    parlor = await Parlor.open();
    const transports = Object.entries(PEOPLE).flatMap(([transport, many]) => Array(many).fill(transport));
    const register = async () => {
      for (let transport = transports.pop(); transport; transport = transports.pop()) people.push({ ...(await parlor.register('voice')), transport });
    };
    // Passwords are hashed two at a time.
    await Promise.all([register(), register()]);
  });
  after(() => parlor?.close());

  /** A room for all of them, and they in it: the sleepers in a process of their own, the others mixed over several. */
  async function gather(t, name, plan, sleepers = []) {
    const conversation = await parlor.group(people[0], people.slice(1), name);
    const awake = people.filter((person) => !sleepers.includes(person));
    const groups = Array.from({ length: PROCESSES }, (_, part) => awake.filter((_, at) => at % PROCESSES === part));
    const crowd = new Crowd(sleepers.length ? [...groups, sleepers] : groups);
    t.after(() => crowd.leave());
    await crowd.arrive(parlor, conversation, plan);
    return { crowd, conversation };
  }

  test('and nobody is slow: everyone hears everything once and in one order, across the upgrade too', async (t) => {
    // Less than what may wait for one client, so that nobody can be too slow for it.
    const { crowd, conversation } = await gather(t, 'Square', { messages: 8 });
    await crowd.talk();
    const voices = await crowd.agrees(parlor, conversation);
    assert.deepEqual(voices.filter(({ ends }) => ends.length).map(({ transport, ends }) => [transport, ends]), []);
    for (const { transport, over } of voices) assert.equal(over, transport === 'polling' ? 'polling' : 'websocket');
    const upgraded = voices.filter(({ transport }) => transport === 'upgrade');
    assert.ok(upgraded.some(({ beforeUpgrade }) => beforeUpgrade > 0 && beforeUpgrade < crowd.total), 'nobody heard something on both sides of the upgrade');
  });

  test('while nine are asleep: those who were too slow were closed, come back, and find in the history what they missed', async (t) => {
    const sleepers = Object.keys(PEOPLE).flatMap((transport) => people.filter((person) => person.transport === transport).slice(0, 3));
    const { crowd, conversation } = await gather(t, 'Night', { messages: 4, padding: 'z'.repeat(3_000) }, sleepers);
    const asleep = crowd.parts.at(-1);
    const woken = crowd.talk([asleep]);
    await crowd.acknowledged(1, [asleep]);
    asleep.process.kill('SIGSTOP');
    await crowd.talk(crowd.parts.slice(0, -1));
    asleep.process.kill('SIGCONT');
    await woken;
    const voices = await crowd.agrees(parlor, conversation);
    for (const { username, transport, ends } of voices) {
      // Whoever sleeps for long, or is busy for long with what it hears, sees by the clock that the heartbeat has missed.
      for (const reason of ends) assert.match(reason, /^(transport (close|error)|ping timeout)$/, `${username}, ${transport}`);
      const slept = sleepers.some((sleeper) => sleeper.username === username);
      // How much the system takes for a WebSocket whose client sleeps is the system's affair; between polls it takes nothing.
      if (slept && transport === 'polling') assert.notEqual(ends.length, 0, username);
    }
  });

  test('and the power goes in the middle: all come back, and everything is there once, at its acknowledged place', async (t) => {
    const { crowd, conversation } = await gather(t, 'Storm', { messages: 10, window: 4 });
    const over = crowd.talk();
    await crowd.acknowledged(0.25);
    await parlor.kill();
    await parlor.start();
    await over;
    const voices = await crowd.agrees(parlor, conversation);
    for (const { username, ends } of voices) assert.notEqual(ends.length, 0, username);
    assert.ok(voices.some(({ sentAgain }) => sentAgain > 0), 'nothing was on its way when the power went');
  });
});
