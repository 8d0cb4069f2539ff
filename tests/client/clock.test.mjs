import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { clock } from './clock.mjs';
import { FAULTS } from './disk.mjs';
import { PASSWORD, Parlor } from './parlor.mjs';

/** Some fifty years ago. */
const PAST = '-20000d';
const PRESENT = '+0d';

const year = (moment) => new Date(moment).getUTCFullYear();
/** That of this test, whose own clock nobody touches. */
const THIS_YEAR = new Date().getUTCFullYear();

/** Seconds of processor time, in ticks of a hundredth. */
async function work(pid) {
  const [, rest] = /\) (.*)$/s.exec(await readFile(`/proc/${pid}/stat`, 'utf8'));
  const [user, system] = rest.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}

describe('The clock lies', () => {
  let place;
  let time;
  let parlor;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-clock-'));
    time = clock(join(place, 'offset'));
    parlor = await Parlor.closed(join(place, 'house'), { env: time.env });
  });
  afterEach(async () => {
    await parlor?.close();
    await rm(place, { recursive: true, force: true });
  });

  const signIn = async ({ username }) => (await parlor.call(null, 'POST', '/auth/login', { username, password: PASSWORD })).token;
  const whoIs = async (token) => (await parlor.api(token, 'GET', '/users/me')).status;

  async function openAt(offset) {
    time.set(offset);
    await parlor.start();
    parlor.owner = await parlor.setup();
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    return { ann, bo, conversation: await parlor.direct(ann, bo) };
  }

  test('and falls back by decades while Ann and Bo talk, and comes right again: what is said keeps its order, and nobody is signed out', async () => {
    const { ann, bo, conversation } = await openAt(PRESENT);
    const a = await parlor.connect(ann.token);
    const b = await parlor.connect(bo.token);
    const said = [await a.says(conversation, 'now')];
    time.set(PAST);
    said.push(await b.says(conversation, 'then'), await a.says(conversation, 'then again'));
    assert.equal(await whoIs(ann.token), 200);
    const then = await parlor.connect(ann.token);
    said.push(await then.says(conversation, 'and again'));

    await parlor.kill();
    await parlor.start();
    const phone = await signIn(ann);
    for (const token of [ann.token, phone]) {
      assert.equal(await whoIs(token), 200);
      assert.deepEqual(await parlor.history({ token }, conversation), said);
    }
    const p = await parlor.connect(phone);
    said.push(await p.says(conversation, 'from the phone'));
    time.set(PRESENT);
    const back = await parlor.connect(ann.token);
    said.push(await back.says(conversation, 'at last'));

    assert.deepEqual(said.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6]);
    const years = said.map(({ createdAt }) => year(createdAt));
    assert.ok(years.slice(1, 5).every((one) => one < 1980) && years[0] >= THIS_YEAR && years[5] >= THIS_YEAR, `the clock did not lie: ${years}`);
    assert.deepEqual(await parlor.history(bo, conversation), said);
    for (const token of [ann.token, bo.token]) assert.equal(await whoIs(token), 200);
    const { body } = await parlor.api(bo.token, 'GET', `/conversations/${conversation._id}/messages?after=${said[0]._id}&limit=2`);
    assert.deepEqual(body.messages, said.slice(1, 3));
  });

  test('when the house is opened, and comes right: who came in then is told to sign in again, and what was said keeps its order', async () => {
    const { ann, bo, conversation } = await openAt(PAST);
    const a = await parlor.connect(ann.token);
    const said = [await a.says(conversation, 'Is it the year that I think?')];
    assert.ok(year(said[0].createdAt) < 1980, 'the clock did not lie');
    time.set(PRESENT);
    // The session was good for thirty days.
    const { message } = await a.hears('error');
    assert.match(message, /Authentication/);
    await a.hears('disconnect');
    assert.equal(await whoIs(ann.token), 401);
    const again = await parlor.connect(await signIn(ann));
    said.push(await again.says(conversation, 'It is not.'));
    assert.deepEqual(await parlor.history({ token: await signIn(bo) }, conversation), said);
    assert.deepEqual(said.map(({ seq }) => seq), [1, 2]);
  });

  test('and jumps back: the conversation that was talked in last stays on top', async () => {
    const { ann, bo, conversation } = await openAt(PRESENT);
    const group = await parlor.group(ann, [bo]);
    const a = await parlor.connect(ann.token);
    await a.says(conversation, 'before');
    await a.says(group, 'before');
    time.set(PAST);
    const { createdAt } = await a.says(conversation, 'a moment later');
    assert.ok(year(createdAt) < 1980, 'the clock did not lie');
    const { conversations } = await parlor.call(bo.token, 'GET', '/conversations');
    assert.deepEqual(conversations.slice(0, 2).map(({ _id }) => _id), [conversation._id, group._id]);
  });

  test('and jumps back, and forth: who types stops after a while, who goes is missed after a while, and nothing spins', async () => {
    const { ann, bo, conversation } = await openAt('-20d');
    const a = await parlor.connect(ann.token);
    const b = await parlor.connect(bo.token);
    a.socket.emit('typing', { conversationId: conversation._id, isTyping: true });
    await b.hears('typing_status', ({ isTyping }) => isTyping);
    const [worked, began] = [await work(parlor.pid), performance.now()];
    time.set(PAST);
    await b.hears('typing_status', ({ isTyping }) => !isTyping);
    time.set(PRESENT);
    b.leave();
    await a.hears('user_offline', ({ userId }) => userId === bo.id);
    // Eleven seconds of waiting. Whoever spins works for half of them or more.
    const [works, lasted] = [(await work(parlor.pid)) - worked, (performance.now() - began) / 1000];
    assert.ok(works < lasted / 4, `${works} s of work in ${lasted} s`);
    await a.says(conversation, 'still here');
  });

  test('and once it is right, sessions of that time are over: the house opens though the disk has no room to delete them', async () => {
    const { ann, conversation } = await openAt(PAST);
    time.set(PRESENT);
    const token = await signIn(ann);
    const message = await (await parlor.connect(token)).says(conversation, 'before');
    await parlor.kill();
    const log = join(parlor.directory, 'parlor.db-wal');
    const tight = await Parlor.closed(parlor.directory, {
      under: ['strace', '-f', '-o', join(place, 'trace'), '-P', log, '-e', 'trace=pwrite64', '-e', `inject=${FAULTS.full}`],
      child: true,
    });
    try {
      await tight.start();
      assert.equal((await tight.api(ann.token, 'GET', '/users/me')).status, 401);
      assert.deepEqual(await tight.history({ token }, conversation), [message]);
      assert.match(await readFile(join(place, 'trace'), 'utf8'), /ENOSPC/, 'there was nothing to delete');
    } finally {
      await tight.kill();
    }
  });
});
