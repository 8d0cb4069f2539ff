// An export beside what the API says, and read by nothing that knows Parlor.

import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { begin, verb } from './command.mjs';
import { smallDisk } from './disk.mjs';
import { Parlor } from './parlor.mjs';
import { png } from './pictures.mjs';

const lines = (path) => readFileSync(path, 'utf8').trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line));

const all = (directory) => readdirSync(directory, { recursive: true }).map(String).sort();

const SCRIPT = '<script>document.title = "caught"</script><img src=x onerror=alert(1)> & "quotes" \'too\'';

describe('Everything is exported', () => {
  let place;
  let parlor;
  let ann;
  let bo;
  let boat;
  let harbour;
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-export-'));
    parlor = await Parlor.open();
    [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    [boat, harbour] = [await parlor.group(ann, [bo], '</title><script>1</script>'), await parlor.channel(ann, '../Harbour')];
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    await parlor.call(ann.token, 'PATCH', '/users/me', { displayName: 'Ann <b>&' });
    await parlor.send(ann, 'PUT', '/users/me/avatar', png(64, 64));
    const first = await a.says(boat, SCRIPT);
    await b.says(boat, 'an answer\nin two lines', { replyTo: first._id });
    await b.does('add_reaction', { messageId: first._id, emoji: '👍' });
    await a.does('edit_message', { messageId: (await a.says(boat, 'a mistkae'))._id, newContent: 'a mistake' });
    await a.does('delete_message', { messageId: (await a.says(boat, 'a secret'))._id });
    for (const [name, bytes, type] of [['../../evil <i>".html', Buffer.from('<script>1</script>'), 'file'], ['lamp.png', png(40, 40), 'image']]) {
      const file = await parlor.upload(ann, name, bytes);
      await a.says(boat, type === 'file' ? 'look' : '', { type, fileUrl: file.fileUrl });
      if (type === 'image') await a.says(boat, 'again', { type, fileUrl: file.fileUrl });
    }
    const others = Array.from({ length: 1005 }, (_, number) => a.says(harbour, `ship ${number}`));
    const ships = await Promise.all(others);
    await a.says(harbour, 'that one', { replyTo: ships[3]._id });
    a.leave();
    b.leave();
  });
  after(async () => {
    await parlor?.close();
    await rm(place, { recursive: true, force: true });
  });

  const to = (name) => ['export', join(place, name), '--data-dir', parlor.directory];
  const done = async (words) => {
    const ended = await verb(words);
    assert.equal(ended.code, 0, ended.err);
    return ended;
  };

  it('while the server runs and when it does not, the same: what the API says, line by line, with the bytes of every file', async () => {
    const { out } = await done([...to('live'), '--json']);
    const told = JSON.parse(out);
    const root = join(place, 'live');
    const people = lines(join(root, 'people.ndjson'));
    const users = (await parlor.call(parlor.owner.token, 'GET', '/users')).users;
    assert.deepEqual(people.map(({ _id, displayName }) => [_id, displayName]).sort(), users.map(({ _id, displayName }) => [_id, displayName]).sort());
    assert.ok(existsSync(join(root, people.find(({ _id }) => _id === ann.id).avatar)));
    const conversations = lines(join(root, 'conversations.ndjson'));
    assert.equal(told.conversations, conversations.length);
    let count = 0;
    for (const conversation of [boat, harbour]) {
      const listed = conversations.find(({ _id }) => _id === conversation._id);
      assert.deepEqual([listed.type, listed.name], [conversation.type, conversation.name]);
      const found = lines(join(root, listed.messages));
      const history = await parlor.history(ann, conversation);
      assert.deepEqual([found.length, listed.count], [history.length, history.length]);
      count += found.length;
      for (const [index, message] of history.entries()) {
        const exported = found[index];
        for (const key of ['_id', 'seq', 'type', 'content', 'createdAt']) assert.deepEqual(exported[key], message[key], key);
        for (const key of ['editedAt', 'deletedAt', 'pinnedAt']) assert.equal(exported[key] ?? null, message[key] ?? null, key);
        assert.equal(exported.replyTo ?? null, message.replyTo ?? null);
        assert.deepEqual([exported.sender._id, exported.sender.username], [message.sender._id, message.sender.username]);
        const reactions = (message.reactions ?? []).flatMap(({ emoji, users }) => users.map(() => emoji));
        assert.deepEqual(exported.reactions.map(({ emoji }) => emoji), reactions);
        assert.equal(exported.file?.name ?? null, message.fileName ?? null);
        if (message.fileUrl) {
          const { bytes } = await parlor.read(ann.token, message.fileUrl);
          assert.deepEqual(readFileSync(join(root, exported.file.path)), bytes);
        }
      }
    }
    assert.equal(told.messages, count + conversations.filter(({ _id }) => ![boat._id, harbour._id].includes(_id)).reduce((sum, { count: more }) => sum + more, 0));
    assert.deepEqual([told.files, told.lost], [3, 0], 'a page, a picture that is in two messages, and a face');
    for (const path of all(root)) assert.equal(lstatSync(join(root, path)).mode & 0o077, 0, path);
    assert.equal(lstatSync(root).mode & 0o777, 0o700);

    await parlor.stop();
    const house = () => all(parlor.directory).filter((path) => !/-(wal|shm)$/.test(path));
    const before = house();
    await done(to('stopped'));
    assert.deepEqual(house(), before, 'it leaves the house as it was');
    await parlor.start();
    assert.deepEqual(all(join(place, 'stopped')), all(root));
    for (const path of all(root).filter((path) => lstatSync(join(root, path)).isFile())) {
      assert.deepEqual(readFileSync(join(place, 'stopped', path)), readFileSync(join(root, path)), path);
    }
  });

  it('as pages on which nothing that people said is more than text, and from which every link leads to something in them', async () => {
    await done(to('pages'));
    const root = join(place, 'pages');
    const pages = all(root).filter((path) => path.endsWith('.html'));
    const harbours = pages.filter((path) => path.includes('Harbour'));
    assert.equal(harbours.length, 2, String(pages));
    for (const page of pages) {
      const text = readFileSync(join(root, page), 'utf8');
      assert.doesNotMatch(text.replaceAll(/&lt;.*?&gt;/g, ''), /<script|<img src=x|onerror=alert|<b>&|javascript:/i, page);
      const ids = new Set([...text.matchAll(/ id="(.*?)"/g)].map(([, id]) => id));
      for (const [, address] of text.matchAll(/(?:href|src)="(.*?)"/g)) {
        assert.doesNotMatch(address, /^[a-z]+:|^\//);
        const [path, id] = decodeURIComponent(address).split('#');
        const target = resolve(join(root, dirname(page)), path);
        assert.ok(target.startsWith(root) && existsSync(target), `${page}: ${address}`);
        if (id) assert.ok(readFileSync(target, 'utf8').includes(` id="${id}"`), address);
      }
      assert.ok(ids.size === new Set(ids).size && text.startsWith('<!doctype html>') && text.endsWith('</html>\n'), page);
    }
    const boats = readFileSync(join(root, pages.find((path) => path.includes('title'))), 'utf8');
    for (const part of ['&lt;script&gt;document.title', 'an answer\nin two lines', 'edited ', 'In reply to <bdi>Ann &lt;b&gt;&amp;</bdi>', '👍', 'evil &lt;i&gt;', 'This message was deleted']) assert.ok(boats.includes(part), part);
    assert.ok(!boats.includes('a secret') && !boats.includes('mistkae'));
    const files = all(join(root, 'files'));
    assert.ok(files.some((path) => path.endsWith('.html.txt')) && !files.some((path) => /evil.*\.html$/.test(path)), String(files));
    const last = readFileSync(join(root, harbours.find((path) => path.endsWith('-2.html'))), 'utf8');
    assert.match(last, /href="[^"]*Harbour\.html#m4">In reply to/);
    assert.ok(existsSync(join(root, 'README.txt')));
  });

  it('into nothing that holds anything, and not in half', async () => {
    mkdirSync(join(place, 'taken'));
    writeFileSync(join(place, 'taken', 'mine'), '');
    const taken = await verb(to('taken'));
    assert.deepEqual([taken.code, /taken is not empty/.test(taken.last), all(join(place, 'taken'))], [1, true, ['mine']]);
    mkdirSync(join(place, 'empty'));
    await done(to('empty'));
    assert.ok(existsSync(join(place, 'empty', 'index.html')));
    const nowhere = await verb(to('not/there'));
    assert.deepEqual([nowhere.code, /cannot be made \(the one above is not there\)/.test(nowhere.last)], [1, true]);
    mkdirSync(join(place, 'small'));
    const disk = await smallDisk(join(place, 'small'), 1);
    const small = ['export', join(place, 'small', 'all'), '--data-dir', parlor.directory];
    disk.fill(2 ** 20 - 300_000);
    const full = await verb(small, { under: disk.under });
    assert.deepEqual([full.code, /small\/all cannot be written .* make room/.test(full.last), all(disk.path)], [1, true, ['filler']], full.err);
    await disk.close();
    const delay = ['strace', '-D', '-f', '-o', '/dev/null', '-e', 'trace=mkdir,mkdirat', '-e', 'inject=mkdir,mkdirat:delay_exit=5000000:when=5'];
    const work = begin(to('ended'), { under: delay });
    await work.says('Writing conversations');
    work.signal('SIGTERM');
    const ended = await work.ends();
    assert.deepEqual([ended.last, existsSync(join(place, 'ended'))], ['parlor: Stopped; nothing was changed.', false]);
  });
});
