import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Parlor } from './parlor.mjs';
import { Disk } from './power.mjs';
import { read, traced } from './trace.mjs';

/** So long that the log fills up: it is folded into the database and begun anew in the middle of the talk. */
const LONG = 'x'.repeat(5_000);

/** Where a house stands for a moment: no disk has to keep it. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let place;
before(async () => (place = await mkdtemp(join(tmpdir(), 'parlor-power-'))));
after(() => rm(place, { recursive: true, force: true }));

/** Ann talks from the server's first start to its last breath; every call that it made to its disk is on record. */
async function recorded(name, { single, pipelined }, ...more) {
  const root = join(place, name);
  await mkdir(root);
  const file = join(place, `${name}.trace`);
  const parlor = await Parlor.closed(join(root, 'house'), { under: traced(file, ...more), child: true });
  try {
    await parlor.start();
    parlor.owner = await parlor.setup();
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token, { transports: ['websocket'] });
    const acknowledged = new Map();
    let refused = 0;
    const say = async (number) => {
      const clientId = `cut-${number}`;
      const draft = { conversationId: conversation._id, content: `${clientId} ${LONG}`, clientId };
      let answer = await a.asks('send_message', draft);
      for (; !answer.success; refused += 1) {
        assert.equal(answer.code, 'unavailable');
        answer = await a.asks('send_message', draft);
      }
      acknowledged.set(clientId, answer.message);
    };
    // One by one, and all at once.
    for (let number = 0; number < single; number += 1) await say(number);
    await Promise.all(Array.from({ length: pipelined }, (_, number) => say(single + number)));
    await parlor.stop();
    return { root, house: parlor.directory, events: read(file, root), ann, conversation, acknowledged, refused };
  } finally {
    await parlor.kill();
  }
}

/** Every moment of a recording, with the disk as it was then and what had been promised by then. */
function* moments({ root, events }) {
  const disk = new Disk(root);
  const promised = new Set();
  for (const [index, event] of events.entries()) {
    disk.take(event);
    const before = promised.size;
    // To whomever: who has seen a message may rely on it.
    if (event.kind === 'told') for (const [, clientId] of event.text.matchAll(/"clientId":"(cut-\d+)"/g)) promised.add(clientId);
    yield { index, event, disk, promised, newly: promised.size > before };
  }
}

/** Starts a server on what the disk holds after a cut: it has what was promised. */
async function survives({ root, house, ann, conversation, acknowledged }, files, promised, what) {
  const directory = await mkdtemp(join(MEMORY, 'parlor-after-'));
  const parlor = await Parlor.closed(join(directory, basename(house)));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      if (path.endsWith('-shm')) continue;
      await mkdir(parlor.directory, { recursive: true, mode: 0o700 });
      await writeFile(join(directory, path.slice(root.length)), bytes);
    }
    await parlor.start();
    if (promised.size === 0) return;
    const kept = await parlor.history(ann, conversation);
    assert.deepEqual(kept.map(({ seq }) => seq), kept.map((_, index) => index + 1));
    const byClientId = new Map(kept.map((message) => [message.clientId, message]));
    assert.equal(byClientId.size, kept.length, 'nothing twice');
    for (const clientId of promised) assert.deepEqual(byClientId.get(clientId), acknowledged.get(clientId), `${clientId} of ${promised.size}`);
  } catch (error) {
    error.message = `${what}: ${error.message}`;
    throw error;
  } finally {
    await parlor.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Cuts the power wherever `fates` names any for a moment, two houses at a time. Answers how often. */
async function cut(recording, fates) {
  function* houses() {
    for (const moment of moments(recording)) {
      const { index, event, disk, promised } = moment;
      const what = (fate) => `${fate} at event ${index}, ${event.kind} ${event.path ?? ''}`;
      for (const fate of fates(moment)) yield () => survives(recording, disk.after(fate, index), new Set(promised), what(fate));
    }
  }
  const left = houses();
  const faults = [];
  let count = 0;
  const visit = async () => {
    for (const stands of left) {
      if (faults.length) return;
      await stands().catch((fault) => faults.push(fault));
      count += 1;
    }
  };
  await Promise.all([visit(), visit()]);
  if (faults.length) throw faults[0];
  return count;
}

/** Any moment but the quiet ones: one in so many of a kind, on a file, before and after there is anything to lose. */
function restless(many) {
  const met = new Map();
  return ({ event: { kind, path }, promised }) => {
    if (kind === 'told' || kind === 'failed') return [];
    const name = `${kind} ${basename(path)} ${promised.size > 0}`;
    const count = (met.get(name) ?? 0) + 1;
    met.set(name, count);
    // The first of each kind, then fewer and fewer of the many.
    return Math.floor(count ** 0.5 * many) > Math.floor((count - 1) ** 0.5 * many) ? [['torn', 'scattered', 'lost'][count % 3]] : [];
  };
}

describe('The power goes', () => {
  let talk;
  before(async () => {
    talk = await recorded('talk', { single: 120, pipelined: 60 });
    const begun = talk.events.filter(({ kind, path, offset }) => kind === 'write' && basename(path) === 'parlor.db-wal' && offset === 0);
    assert.ok(begun.length > 1, 'the log was begun anew while they talked');
  });

  test('at the moment of an acknowledgement, each of them in turn: what was acknowledged is there once', async () => {
    assert.ok((await cut(talk, ({ newly }) => (newly ? ['lost'] : []))) > 120);
  });

  test('at any other moment, with what was being written torn, or scattered: the house opens, and what was acknowledged is there once', async () => {
    assert.ok((await cut(talk, restless(1))) > 100);
  });

  test('and the disk had failed to sync now and then: what was acknowledged is there once, and what was refused and said again is too', async () => {
    // Every third sync fails, and the kernel forgets what it was to write. By then the log is full, and what folds it fails too.
    const bad = await recorded('bad', { single: 150, pipelined: 30 }, '-e', 'inject=fsync,fdatasync:error=EIO:when=20..220+3');
    assert.ok(bad.refused > 20);
    for (const name of ['parlor.db', 'parlor.db-wal']) {
      assert.ok(bad.events.some(({ kind, path, good }) => kind === 'synced' && !good && basename(path) === name), name);
    }
    assert.ok((await cut(bad, restless(0.6))) > 80);
  });

  test('and a disk on which the log is never synced would have lost some of it: these tests can fail', async () => {
    const lax = { ...talk, events: talk.events.filter(({ kind, path }) => !(kind.startsWith('sync') && path.endsWith('-wal'))) };
    await assert.rejects(cut(lax, ({ newly, promised }) => (newly && promised.size === talk.acknowledged.size ? ['lost'] : [])), /cut-\d+ of/);
  });
});
