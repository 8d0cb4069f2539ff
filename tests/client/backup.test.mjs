// A backup of a house in which people talk meanwhile, and the house that is made of it elsewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { begin, verb } from './command.mjs';
import { readOnly, smallDisk } from './disk.mjs';
import { Parlor, eventually } from './parlor.mjs';
import { png } from './pictures.mjs';

const sum = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Everything below a directory but the lock, the control socket and the log: a sum by its path. */
function tree(directory) {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/^(lock|control)$|-(wal|shm)$/.test(entry.name));
  return Object.fromEntries(files.map(({ parentPath, path, name }) => join(parentPath ?? path, name)).map((path) => [path.slice(directory.length), sum(readFileSync(path))]).sort());
}

async function done(words, options) {
  const ended = await verb(words, options);
  assert.deepEqual([ended.code, ended.signal], [0, null], ended.err);
  return ended;
}

async function refused(words, told, options) {
  const ended = await verb(words, options);
  assert.equal(ended.code, 1, `${ended.signal} ${ended.out}${ended.err}`);
  assert.match(ended.last, /^parlor: [^\n]*\.$/);
  assert.match(ended.last, told);
  assert.equal(ended.out, '');
}

describe('People talk while the house is backed up', () => {
  let place;
  let parlor;
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-backup-'));
    parlor = await Parlor.open();
  });
  after(async () => {
    await parlor?.close();
    await rm(place, { recursive: true, force: true });
  });

  it('again and again: each backup has all that was acknowledged before it, with every file, and everybody is signed in there', async () => {
    const people = await Promise.all(['ann', 'bo', 'cy'].map((name) => parlor.register(name)));
    const group = await parlor.group(people[0], people.slice(1));
    const acknowledged = new Map();
    const deleted = new Set();
    let talking = true;
    let number = 0;
    const talk = async (person) => {
      const line = await parlor.connect(person.token);
      while (talking) {
        number += 1;
        const bytes = Buffer.from(`file ${number} `.repeat(2_000));
        const file = number % 3 === 0 ? await parlor.upload(person, `${number}.txt`, bytes) : null;
        const picture = number % 10 === 0 ? await parlor.upload(person, `${number}.png`, png(300, 300)) : null;
        const sent = picture ?? file;
        const more = sent ? { type: picture ? 'image' : 'file', fileUrl: sent.fileUrl } : {};
        const message = await line.says(group, `message ${number}`, more);
        acknowledged.set(message._id, { message, bytes: picture ? null : file && bytes });
        // Some of them at once, while the backup comes by.
        if (number % 5 === 0) {
          deleted.add(message._id);
          await line.does('delete_message', { messageId: message._id });
        }
      }
      line.leave();
    };
    const talks = people.map(talk);
    const backups = [];
    while (backups.length < 4) {
      await eventually(() => number > 40 * (backups.length + 1), 'they talk');
      const file = join(place, `${backups.length}.tar`);
      const said = new Map([...acknowledged].filter(([id]) => !deleted.has(id)));
      await done(['backup', file, '--data-dir', parlor.directory]);
      backups.push({ file, said, gone: new Set(deleted) });
    }
    talking = false;
    await Promise.all(talks);
    assert.deepEqual(readdirSync(place).sort(), ['0.tar', '1.tar', '2.tar', '3.tar']);

    for (const { file, said } of backups) {
      const elsewhere = await Parlor.closed(join(place, 'elsewhere'));
      await done(['restore', file, '--data-dir', elsewhere.directory]);
      await elsewhere.start();
      try {
        const history = await elsewhere.history(people[1], group);
        const there = new Map(history.map((message) => [message._id, message]));
        assert.deepEqual(history.map(({ seq }) => seq), history.map((_, index) => index + 1));
        for (const [id, { message, bytes }] of said) {
          const found = there.get(id);
          assert.ok(found, message.content);
          // It may have been deleted before the backup's own moment.
          if (found.deletedAt) continue;
          assert.deepEqual([found.content, found.fileUrl, found.seq], [message.content, message.fileUrl, message.seq]);
          if (bytes) assert.deepEqual((await elsewhere.read(people[2].token, found.fileUrl)).bytes, bytes);
        }
        for (const { fileUrl, thumbnailUrl, deletedAt, content } of history.filter((message) => message.fileUrl && !message.deletedAt)) {
          for (const address of [fileUrl, thumbnailUrl].filter(Boolean)) assert.equal((await elsewhere.read(people[0].token, address)).status, 200, `${content} ${deletedAt}`);
        }
        const line = await elsewhere.connect(people[0].token);
        await line.says(group, 'and it goes on');
        line.leave();
        await elsewhere.stop();
        // Nothing of what was deleted before; what is uploaded and not sent yet has its row.
        const rows = new Set(elsewhere.sql('SELECT lower(hex(id)) AS id FROM files').map(({ id }) => id));
        for (const path of await elsewhere.stored()) assert.ok(rows.has(/file_(\w+)/.exec(path)?.[1]), path);
      } finally {
        await elsewhere.close();
      }
    }
  });

  it('and of a server that was killed: what is in its log is in the backup', async () => {
    const owner = parlor.owner;
    const general = await parlor.general(owner);
    const line = await parlor.connect(owner.token);
    const last = await line.says(general, 'the last word');
    line.leave();
    await parlor.kill();
    const file = join(place, 'killed.tar');
    await done(['backup', file, '--data-dir', parlor.directory]);
    const elsewhere = await Parlor.closed(join(place, 'killed'));
    await done(['restore', file, '--data-dir', elsewhere.directory]);
    await elsewhere.start();
    assert.equal((await elsewhere.history(owner, general)).at(-1)._id, last._id);
    await elsewhere.close();
    await parlor.start();
  });
});

describe('A backup that cannot be made leaves nothing behind', () => {
  let place;
  let parlor;
  let disk;
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-backup-'));
    parlor = await Parlor.open();
    mkdirSync(join(place, 'small'));
    disk = await smallDisk(join(place, 'small'), 8);
  });
  after(async () => {
    await disk?.close();
    await parlor?.close();
    await rm(place, { recursive: true, force: true });
  });

  const ann = () => parlor.owner;
  const backup = (file) => ['backup', file, '--data-dir', parlor.directory];

  it('where the disk is full, at every place at which it may become so', async () => {
    const general = await parlor.general(ann());
    const file = await parlor.upload(ann(), 'large.bin', Buffer.alloc(2 ** 20, 7));
    await parlor.call(ann().token, 'POST', `/conversations/${general._id}/messages`, { type: 'file', fileUrl: file.fileUrl });
    const to = join(place, 'small', 'one.tar');
    // It takes the files, the database, and the database again in the tar.
    const whole = 2 ** 20 + 2 * statSync(join(parlor.directory, 'parlor.db')).size;
    for (const room of [0, 100_000, whole / 2, 2 ** 20 + 100_000, whole - 100_000]) {
      disk.free();
      disk.fill(8 * 2 ** 20 - room);
      await refused(backup(to), /one\.tar(\.\d+)?(\.part|\.db)? (cannot be|has no room)|one\..* has no room/, { under: disk.under });
      assert.deepEqual(readdirSync(disk.path), ['filler']);
    }
    disk.free();
    await done(backup(to), { under: disk.under });
    assert.deepEqual(readdirSync(disk.path), ['one.tar']);
  });

  it('where nothing may be written, and where the name is taken while it is made', async () => {
    mkdirSync(join(place, 'shut'));
    await refused(backup(join(place, 'shut', 'one.tar')), /shut\/one\.tar cannot be made/, { under: readOnly(join(place, 'shut')) });
    const taken = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=link,linkat', '-e', 'inject=link,linkat:error=EEXIST'];
    await refused(backup(join(place, 'taken.tar')), /taken\.tar is there already/, { under: taken });
    assert.deepEqual(readdirSync(place).sort(), ['shut', 'small']);
  });

  it('and one on a disk that knows no links is made all the same', async () => {
    const [stick, file] = [join(place, 'stick'), join(place, 'stick', 'one.tar')];
    mkdirSync(stick);
    const under = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=link,linkat', '-e', 'inject=link,linkat:error=EPERM'];
    await done(backup(file), { under });
    assert.deepEqual(readdirSync(stick), ['one.tar']);
    await done(['restore', file, '--data-dir', join(stick, 'house')]);
    await rm(stick, { recursive: true });
  });

  for (const [signal, code, under = []] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129], ['SIGTERM', 143, ['nohup']]]) {
    it(`where it is ended by ${signal} ${under.length ? 'and was to go on after a SIGHUP' : ''}`.trimEnd(), async () => {
      // Long enough to be in the middle of it.
      const directory = join(place, 'long');
      await cp(parlor.directory, directory, { recursive: true, filter: (path) => !path.endsWith('/control') });
      const [uploader] = JSON.parse(execFileSync('sqlite3', ['-json', join(directory, 'parlor.db'), 'SELECT hex(id) AS id FROM users'], { encoding: 'utf8' }));
      const size = 2 ** 31;
      execFileSync('sqlite3', [join(directory, 'parlor.db'), `INSERT INTO files (id, uploader, name, size, mime, created_at) VALUES (x'${'07'.repeat(16)}', x'${uploader.id}', 'a', ${size}, 'text/plain', 1)`]);
      mkdirSync(join(directory, 'files/07'), { recursive: true });
      const path = join(directory, 'files/07', `file_${'07'.repeat(16)}`);
      writeFileSync(path, '');
      truncateSync(path, size);
      const out = join(place, 'out');
      mkdirSync(out);
      const work = begin(['backup', join(out, 'one.tar'), '--data-dir', directory], { under });
      await work.says('Packing files');
      assert.equal(readdirSync(out).length, 1);
      if (under.length) work.signal('SIGHUP');
      work.signal(signal);
      const ended = await work.ends();
      assert.deepEqual([ended.code, ended.last], [code, 'parlor: Stopped; nothing was changed.']);
      assert.deepEqual(readdirSync(out), []);
      await rm(out, { recursive: true });
      await rm(directory, { recursive: true });
    });
  }
});

describe('A restore that cannot be done changes nothing', () => {
  let place;
  let disk;
  let house;
  let backup;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-restore-'));
    const parlor = await Parlor.open();
    const file = await parlor.upload(parlor.owner, 'large.bin', Buffer.alloc(3 * 2 ** 20, 7));
    const general = await parlor.general(parlor.owner);
    await parlor.call(parlor.owner.token, 'POST', `/conversations/${general._id}/messages`, { type: 'file', fileUrl: file.fileUrl });
    backup = join(place, 'one.tar');
    await done(['backup', backup, '--data-dir', parlor.directory]);
    await parlor.close();
    mkdirSync(join(place, 'small'));
    disk = await smallDisk(join(place, 'small'), 8);
    house = join(disk.path, 'house');
  });
  afterEach(async () => {
    await disk?.close();
    await rm(place, { recursive: true, force: true });
  });

  const restore = () => ['restore', backup, '--data-dir', join(place, 'small', 'house')];

  it('where the disk is full; with room again it is done', async () => {
    await done(restore(), { under: disk.under });
    const before = tree(house);
    for (const room of [0, 1_000_000, 3_200_000]) {
      disk.free();
      disk.fill(8 * 2 ** 20 - statSync(backup).size - room);
      await refused(restore(), /Make room|has no room|cannot be written/, { under: disk.under });
      assert.deepEqual(tree(house), before);
      assert.deepEqual(readdirSync(house).sort(), ['files', 'key', 'lock', 'parlor.db']);
    }
    disk.free();
    await done(restore(), { under: disk.under });
    assert.ok(readdirSync(house).includes('before-restore.bak'));
  });

  it('where the files are on a mount of their own', async () => {
    const directory = join(place, 'home');
    await done(['restore', backup, '--data-dir', directory]);
    const before = tree(directory);
    await refused(['restore', backup, '--data-dir', directory], /home\/files is a mount of its own/, { under: readOnly(join(directory, 'files')) });
    assert.deepEqual(tree(directory), before);
    assert.deepEqual(readdirSync(directory).sort(), ['files', 'key', 'lock', 'parlor.db']);
  });

  it('where the power goes, at every rename: the next start finds all of the old house or all of the new one', async () => {
    const [directory, others] = [join(place, 'home'), join(place, 'others')];
    const names = () => readdirSync(directory).sort();
    await done(['restore', backup, '--data-dir', directory]);
    const restored = tree(directory);
    // Another house, of which something is still in its log.
    const parlor = await Parlor.closed(others);
    await parlor.start();
    await parlor.setup('somebody');
    await parlor.kill();
    let decided = 0;
    for (let when = 1; ; when += 1) {
      await rm(directory, { recursive: true });
      await cp(others, directory, { recursive: true, filter: (path) => !path.endsWith('/control') });
      const before = tree(directory);
      const under = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=rename,renameat,renameat2', '-e', `inject=rename,renameat,renameat2:signal=SIGKILL:when=${when}`];
      const ended = await verb(['restore', backup, '--data-dir', directory], { under });
      if (ended.code === 0) break;
      assert.ok(ended.signal === 'SIGKILL' || ended.code === 137, `${ended.code} ${ended.signal} ${ended.err}`);
      // Whoever comes next.
      const { out } = await done(['user', 'list', '--data-dir', directory]);
      const after = tree(directory);
      const isNew = out.includes('owner');
      if (isNew) decided += 1;
      const expected = isNew ? restored : before;
      for (const path of Object.keys(expected)) if (path !== '/parlor.db') assert.equal(after[path], expected[path], `${path} after rename ${when}`);
      assert.equal(isNew, names().includes('before-restore.bak'), `rename ${when}: ${names()}`);
      assert.ok(!names().some((name) => name.startsWith('restoring')), String(names()));
      if (isNew) for (const path of Object.keys(before)) assert.equal(after[`/before-restore.bak${path}`], before[path], path);
    }
    assert.ok(decided >= 5, `${decided} renames after which it was decided`);
  });
});

describe('A house goes forward to a newer edition', () => {
  let place;
  let disk;
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-upgrade-'));
    disk = await smallDisk(place, 8);
  });
  after(async () => {
    await disk?.close();
    await rm(place, { recursive: true, force: true });
  });

  it('unless the disk has no room for what it was: then it is refused, and with room again it is done', async () => {
    const [house, before] = [join(disk.path, 'house'), join(place, '..', `${basename(place)}-before`)];
    mkdirSync(before, { mode: 0o700 });
    const tests = join(import.meta.dirname, '..');
    const sql = ['editions/1.sql', 'package/first.sql'].map((name) => readFileSync(join(tests, name), 'utf8')).join('\n');
    execFileSync('sqlite3', [join(before, 'parlor.db')], { input: `PRAGMA journal_mode = WAL;\n${sql}` });
    const many = "UPDATE users SET display_name = hex(zeroblob(500000)); UPDATE users SET display_name = 'Ann'";
    execFileSync('sqlite3', [join(before, 'parlor.db'), many]);
    await cp(before, house, { recursive: true });
    await rm(before, { recursive: true });
    const bytes = await readFile(join(house, 'parlor.db'));
    const parlor = await Parlor.closed(join(place, 'house'), { under: disk.under });
    disk.fill(8 * 2 ** 20 - bytes.length - 400_000);
    const said = await parlor.refusal();
    assert.match(said, /edition 1 .* no room; make \d+ MB/);
    assert.deepEqual(await readFile(join(house, 'parlor.db')), bytes);
    assert.deepEqual(readdirSync(house).filter((name) => name.includes('edition')), []);
    disk.free();
    await parlor.start();
    assert.deepEqual(readdirSync(house).filter((name) => name.includes('edition')), ['parlor.db.edition-1.bak']);
    assert.equal(statSync(join(house, 'parlor.db.edition-1.bak')).mode & 0o777, 0o600);
    await parlor.close();
  });
});
