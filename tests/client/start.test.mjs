import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { chmod, cp, mkdir, mkdtemp, open, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOnly } from './disk.mjs';
import { Parlor } from './parlor.mjs';

const PAGE = 4096;
const DATABASE = 'parlor.db';
const LOG = 'parlor.db-wal';

/** A place that goes when the tests are over, and the house in it whose files they take and spoil. */
let place;
let house;
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'parlor-start-'));
  house = await talk();
});
after(() => rm(place, { recursive: true, force: true }));

async function overwrite(path, at, bytes) {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, at);
  await file.close();
}

/** What the database and its log hold, as something to compare. */
async function bytes(directory) {
  const names = (await readdir(directory)).filter((name) => name.startsWith(DATABASE) && !name.endsWith('-shm'));
  const sums = names.map(async (name) => [name, createHash('sha256').update(await readFile(join(directory, name))).digest('hex')]);
  return Object.fromEntries(await Promise.all(sums));
}

/** The numbers of the pages that a log holds. */
async function logged(path) {
  const log = await readFile(path);
  const pages = new Set();
  for (let at = 32; at < log.length; at += 24 + PAGE) pages.add(log.readUInt32BE(at));
  return pages;
}

/** A house in which Ann told Bo forty things: as it is stopped in order, and as the power leaves it soon after. */
async function talk() {
  const parlor = await Parlor.open();
  const ann = await parlor.register('ann');
  const bo = await parlor.register('bo');
  const conversation = await parlor.direct(ann, bo);
  const a = await parlor.connect(ann.token);
  for (let number = 0; number < 40; number += 1) await a.says(conversation, `${number} ${'x'.repeat(2_000)}`);
  await parlor.stop();
  const whole = join(place, 'whole');
  await cp(parlor.directory, whole, { recursive: true });
  await parlor.start();
  const again = await parlor.connect(ann.token);
  for (const word of ['one', 'two', 'three']) await again.says(conversation, word);
  const said = await parlor.history(ann, conversation);
  await parlor.kill();
  const cut = join(place, 'cut');
  await cp(parlor.directory, cut, { recursive: true, filter: (path) => !path.endsWith('/control') });
  await parlor.close();
  return { ann, conversation, said, cut, whole };
}

describe('A database that is damaged', () => {
  const garbage = Buffer.alloc(PAGE, 0xa5);
  const damages = [
    ['a page in its middle', async (path, page) => overwrite(path, (page - 1) * PAGE, garbage)],
    ['its first page', async (path) => overwrite(path, 0, garbage)],
    ['its end', async (path, page) => truncate(path, (page - 1) * PAGE)],
  ];
  for (const [what, damage] of damages) {
    for (const [state, how] of [['whole', 'stopped in order'], ['cut', 'with a log beside it']]) {
      test(`in ${what}, ${how}: refused in one line that names it, and not a byte is written`, async () => {
        const directory = join(place, `damaged in ${what}, ${state}`);
        await cp(house[state], directory, { recursive: true });
        const path = join(directory, DATABASE);
        // What the log holds is read instead of what is below it: damage there would be none.
        const newer = await logged(join(directory, LOG));
        let page = Math.floor((await stat(path)).size / PAGE / 2);
        while (newer.has(page)) page += 1;
        await damage(path, page);
        const before = await bytes(directory);
        assert.equal(newer.size > 0, state === 'cut');
        const parlor = await Parlor.closed(directory);
        for (let time = 0; time < 2; time += 1) {
          const line = await parlor.refusal();
          assert.ok(line.includes(path), line);
          assert.match(line, /damaged.*; restore a backup/);
          assert.deepEqual(await bytes(directory), before);
        }
      });
    }
  }
});

describe('A log that the power tore', () => {
  const half = (24 + PAGE) / 2;
  const noise = Buffer.alloc(24 + PAGE + half, 0x5a);
  const tears = [
    ['without half of its last frame', (path, size) => truncate(path, size - half), 1],
    ['without its last frame', (path, size) => truncate(path, size - 24 - PAGE), 1],
    ['with noise in its last frame', (path, size) => overwrite(path, size - half, noise.subarray(0, half)), 1],
    ['with noise after its last frame', (path, size) => overwrite(path, size, noise), 0],
    ['with zeros after its last frame', (path, size) => truncate(path, size + 3 * PAGE), 0],
  ];
  for (const [what, tear, lost] of tears) {
    test(`${what}: it opens, and what was said before the tear is there, and what is said next`, async () => {
      const directory = join(place, `torn ${what}`);
      await cp(house.cut, directory, { recursive: true });
      const log = join(directory, LOG);
      await tear(log, (await stat(log)).size);
      const parlor = await Parlor.closed(directory);
      try {
        await parlor.start();
        const { ann, conversation, said } = house;
        const kept = said.slice(0, said.length - lost);
        assert.deepEqual(await parlor.history(ann, conversation), kept);
        const a = await parlor.connect(ann.token);
        const next = await a.says(conversation, 'Where were we?');
        assert.equal(next.seq, kept.length + 1);
        await parlor.kill();
        await parlor.start();
        assert.deepEqual(await parlor.history(ann, conversation), [...kept, next]);
      } finally {
        await parlor.close();
      }
    });
  }
});

describe('A database that is not this program\'s', () => {
  const edition = (number) => (path) => overwrite(path, 60, Buffer.from([0, 0, number >> 8, number & 255]));
  const databases = [
    ['of a newer edition', 'whole', edition(999), /edition 999.*; start a newer Parlor/],
    ['of a newer edition, with a log beside it', 'cut', edition(999), /edition 999.*; start a newer Parlor/],
    [
      'of a newer edition, that keeps no log',
      'whole',
      async (path) => {
        await edition(999)(path);
        await overwrite(path, 18, Buffer.from([1, 1]));
      },
      /edition 999.*; start a newer Parlor/,
    ],
    ['of no edition, with tables in it', 'whole', edition(0), /not Parlor's; move it away/],
  ];
  for (const [what, state, change, says] of databases) {
    test(`${what}: refused untouched, in one line that names it`, async () => {
      const directory = join(place, `foreign ${what}`);
      await cp(house[state], directory, { recursive: true });
      const path = join(directory, DATABASE);
      assert.ok(!(await logged(join(directory, LOG))).has(1), 'the log would hide the change');
      await change(path);
      const before = await bytes(directory);
      const line = await (await Parlor.closed(directory)).refusal();
      assert.ok(line.includes(path), line);
      assert.match(line, says);
      assert.deepEqual(await bytes(directory), before);
    });
  }

  test('no database at all: refused untouched, in one line that names it', async () => {
    const directory = join(place, 'letters');
    await mkdir(directory);
    const path = join(directory, DATABASE);
    await writeFile(path, 'Dear Ann, '.repeat(1_000));
    const before = await bytes(directory);
    const line = await (await Parlor.closed(directory)).refusal();
    assert.ok(line.includes(path), line);
    assert.match(line, /; restore a backup, or move it away/);
    assert.deepEqual(await bytes(directory), before);
  });
});

describe('A data directory', () => {
  test('has one process: the second is told that it is already running, and may start once the first was killed', async () => {
    const first = await Parlor.open();
    try {
      const second = await Parlor.closed(first.directory);
      const line = await second.refusal();
      assert.match(line, /already running/);
      assert.ok(line.includes(first.directory), line);
      const ann = await first.register('ann');
      await first.kill();
      await second.start();
      assert.equal((await second.call(ann.token, 'GET', '/users/me'))._id, ann.id);
      await second.kill();
    } finally {
      await first.close();
    }
  });

  test('that is missing is made for its owner alone, and so is everything in it, whatever the umask', async () => {
    const above = join(place, 'not');
    const directory = join(above, 'there', 'yet');
    const parlor = await Parlor.closed(directory, { under: ['sh', '-c', 'umask 0 && exec "$0" "$@"'] });
    const mode = async (path) => ((await stat(path)).mode & 0o777).toString(8);
    try {
      await parlor.start();
      parlor.owner = await parlor.setup();
      for (const path of [above, join(above, 'there'), directory]) assert.equal(await mode(path), '700', path);
      const names = await readdir(directory);
      for (const name of [DATABASE, LOG, 'key', 'lock', 'control']) assert.ok(names.includes(name), `${name}: ${names}`);
      for (const name of names) assert.equal(await mode(join(directory, name)), name === 'files' ? '700' : '600', name);
    } finally {
      await parlor.close();
    }
  });

  test('that others may look into does not let them read the database', async () => {
    const directory = join(place, 'open to all');
    await mkdir(directory);
    await chmod(directory, 0o777);
    await writeFile(join(directory, DATABASE), '');
    await chmod(join(directory, DATABASE), 0o666);
    const parlor = await Parlor.closed(directory);
    try {
      await parlor.start();
      for (const name of await readdir(directory)) {
        assert.equal((await stat(join(directory, name))).mode & 0o777, name === 'files' ? 0o700 : 0o600, name);
      }
    } finally {
      await parlor.close();
    }
  });

  test('that cannot be written to is refused in one line, whether or not it is there', async () => {
    for (const directory of [house.whole, join(place, 'new')]) {
      const line = await (await Parlor.closed(directory, { under: readOnly(place) })).refusal();
      assert.ok(line.includes(directory), line);
      assert.match(line, /cannot be written.*; make it writable/);
    }
  });

  test('that is a file, or below one, is refused in one line', async () => {
    const file = join(place, 'file');
    await writeFile(file, '');
    for (const directory of [file, join(file, 'below')]) {
      const line = await (await Parlor.closed(directory)).refusal();
      assert.ok(line.includes(directory), line);
      assert.match(line, /; (move it away|make it writable)/);
    }
    assert.equal((await stat(file)).size, 0);
  });
});

test('A terminal that takes nothing of what it is told holds nobody up: people are let in, and the server ends when it is told to', async () => {
  const pipe = join(place, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const full = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  assert.throws(() => {
    for (;;) writeSync(full, Buffer.alloc(4096));
  }, { code: 'EAGAIN' });
  // The words that a start is known by come from the shell: nobody reads the server's own.
  const under = ['sh', '-c', `echo "Parlor is open." && exec "$0" "$@" >'${pipe}'`];
  const parlor = await Parlor.closed(join(place, 'stuck'), { under });
  try {
    await parlor.start();
    await parlor.stop();
  } finally {
    closeSync(full);
    await parlor.close();
  }
});
