// Uploads that are too much, that break off, that race, and what they cost.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Parlor, assertFailure, eventually, inTime } from './parlor.mjs';

const KB = 1000;
const MB = 1000 * KB;

/** Begins an upload by hand: a socket behind whose headers the body follows. */
function begin(parlor, person, headers, path = '/api/files?name=slow.bin') {
  const socket = connect(parlor.port, '127.0.0.1');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${person.token}\r\n${headers.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** Everything that the server says on a socket until it closes it. */
async function heard(socket) {
  let text = '';
  socket.on('data', (data) => (text += data));
  socket.on('error', (error) => (text += `\n${error.code}`));
  await inTime(once(socket, 'close'), 'the end of the connection');
  return text;
}

describe('Ann sends too much', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open({ flags: ['--max-file-size', String(200 * KB), '--max-user-files', String(500 * KB)] });
  });
  after(() => parlor?.close());

  const send = (person, bytes, headers) => parlor.send(person, 'POST', '/files?name=a.bin', bytes, headers);
  const incoming = () => readdir(join(parlor.directory, 'files', 'incoming'));

  it('at once: as much as fits is kept, one byte more is refused in a sentence, announced or not', async () => {
    const ann = await parlor.register('ann');
    const { limits } = await parlor.call(null, 'GET', '/info');
    assert.equal(limits.fileBytes, 200 * KB);
    assert.equal((await send(ann, Buffer.alloc(200 * KB))).body.fileSize, 200 * KB);
    const more = Buffer.alloc(200 * KB + 1);
    const unannounced = new ReadableStream({ start: (stream) => (stream.enqueue(more), stream.close()) });
    for (const body of [more, unannounced]) {
      const refused = await send(ann, body);
      assert.equal(refused.status, 413);
      assertFailure(refused.body, 'payload_too_large');
      assert.equal(refused.body.message, 'A file may have at most 200 kB.');
    }
    for (const nothing of [Buffer.alloc(0), new ReadableStream({ start: (stream) => stream.close() })]) {
      const empty = await send(ann, nothing);
      assertFailure(empty.body, 'bad_request');
      assert.equal(empty.body.message, 'The file is empty.');
    }
    assert.deepEqual(await incoming(), []);
    assert.equal((await parlor.stored()).length, 1);
  });

  it('and goes on sending: the refusal reaches her all the same, every time', async () => {
    const ann = await parlor.register('ann');
    const body = Buffer.alloc(40 * MB);
    for (let time = 0; time < 5; time += 1) {
      const refused = await send(ann, body);
      assertFailure(refused.body, 'payload_too_large');
      const socket = begin(parlor, ann, [`Content-Length: ${body.length}`]);
      const answer = heard(socket);
      socket.write(body);
      const text = await answer;
      assert.match(text, /^HTTP\/1\.1 413 /, 'she does not read before she has sent');
      assert.match(text, /connection: close/i);
    }
    const chunked = begin(parlor, ann, ['Transfer-Encoding: chunked']);
    const answer = heard(chunked);
    chunked.write(Buffer.concat([Buffer.from(`${(5 * MB).toString(16)}\r\n`), Buffer.alloc(5 * MB), Buffer.from('\r\n0\r\n\r\n')]));
    assert.match(await answer, /^HTTP\/1\.1 413 /);
  });

  it('politely, asking first: she is refused before she sends a byte', async () => {
    const ann = await parlor.register('ann');
    const socket = begin(parlor, ann, [`Content-Length: ${50 * MB}`, 'Expect: 100-continue']);
    assert.match(await heard(socket), /^HTTP\/1\.1 413 /);
    const fitting = begin(parlor, ann, ['Content-Length: 3', 'Expect: 100-continue', 'Connection: close']);
    const [word] = await inTime(once(fitting, 'data'), 'being asked');
    assert.match(String(word), /^HTTP\/1\.1 100 /);
    const answer = heard(fitting);
    fitting.write('abc');
    assert.match(await answer, /^HTTP\/1\.1 201 /);
  });

  it('in a race: what is kept never passes what she may keep, and what is deleted makes room', async () => {
    const ann = await parlor.register('ann');
    const [bo] = [await parlor.register('bo')];
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => send(ann, Buffer.alloc(150 * KB))));
      for (const { status, body } of answers) if (status !== 201) assertFailure(body, 'payload_too_large');
    }
    const late = await send(ann, Buffer.alloc(150 * KB));
    assertFailure(late.body, 'payload_too_large');
    assert.equal(late.body.message, 'You may keep 500 kB of files and have 50 kB left; delete messages with files to make room.');
    const stream = new ReadableStream({ start: (body) => (body.enqueue(Buffer.alloc(50 * KB + 1)), body.close()) });
    assert.equal((await send(ann, stream)).body.message, late.body.message);
    const conversation = await parlor.direct(ann, bo);
    const last = await send(ann, Buffer.alloc(50 * KB));
    assert.equal(last.status, 201, 'to the last byte');
    const full = await send(ann, 'x');
    assertFailure(full.body, 'payload_too_large');
    assert.equal((await send(bo, Buffer.alloc(150 * KB))).status, 201, 'he has room of his own');
    const message = await parlor.call(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { type: 'file', fileUrl: last.body.fileUrl });
    await parlor.call(ann.token, 'DELETE', `/messages/${message._id}`);
    assert.equal((await send(ann, Buffer.alloc(50 * KB))).status, 201);
  });

  it('five at once: the fifth is asked to wait, and comes in when another is through', async () => {
    const ann = await parlor.register('ann');
    const sockets = Array.from({ length: 4 }, () => begin(parlor, ann, ['Content-Length: 2', 'Connection: close']));
    sockets.forEach((socket) => socket.write('a'));
    await eventually(async () => (await incoming()).length === 4, 'four are on their way');
    const fifth = await send(ann, 'b');
    assert.equal(fifth.status, 429);
    assertFailure(fifth.body, 'rate_limited');
    assert.equal(fifth.headers.get('retry-after'), '1');
    const first = heard(sockets[0]);
    sockets[0].write('a');
    assert.match(await first, /^HTTP\/1\.1 201 /);
    assert.equal((await send(ann, 'b')).status, 201);
    for (const socket of sockets.slice(1)) socket.destroy();
    await eventually(async () => (await incoming()).length === 0, 'what broke off is gone');
    assert.equal((await send(ann, 'b')).status, 201);
  });

  it('and breaks off: nothing stays, neither on the disk nor of her room', async () => {
    const ann = await parlor.register('ann');
    const before = (await parlor.stored()).length;
    for (let time = 0; time < 8; time += 1) {
      const socket = begin(parlor, ann, [`Content-Length: ${200 * KB}`]);
      socket.write(Buffer.alloc(100 * KB));
      await eventually(async () => (await incoming()).length === 1, 'it is on its way');
      socket.destroy();
      await eventually(async () => (await incoming()).length === 0, 'it is gone');
    }
    assert.equal((await parlor.stored()).length, before);
    assert.equal((await send(ann, Buffer.alloc(200 * KB))).status, 201);
    const without = await fetch(`${parlor.address}/api/files?name=a`, { method: 'POST', body: 'x' });
    assert.equal(without.status, 401);
  });

  it('and signs out meanwhile: it is not kept', async () => {
    const ann = await parlor.register('ann');
    const before = (await parlor.stored()).length;
    const socket = begin(parlor, ann, ['Content-Length: 2', 'Connection: close']);
    const answer = heard(socket);
    socket.write('a');
    await eventually(async () => (await incoming()).length === 1, 'it is on its way');
    await parlor.call(ann.token, 'POST', '/auth/logout');
    socket.write('b');
    assert.match(await answer, /^HTTP\/1\.1 401 /);
    await eventually(async () => (await parlor.stored()).length === before, 'it is gone');
  });

  it('and the power goes: what was half there is swept away at the next start, what was kept is still there', async () => {
    const ann = await parlor.register('ann');
    const file = await parlor.upload(ann, 'kept.txt', 'kept');
    const socket = begin(parlor, ann, [`Content-Length: ${200 * KB}`]);
    socket.on('error', () => {});
    socket.write(Buffer.alloc(100 * KB));
    await eventually(async () => (await incoming()).length === 1, 'it is on its way');
    await parlor.kill();
    assert.equal((await incoming()).length, 1);
    // As when the power went between the bytes and their row, and between the row and its bytes.
    const stray = `file_${'0'.repeat(30)}ab`;
    const shard = join(parlor.directory, 'files', file._id.slice(-2));
    await writeFile(join(shard, `file_${'0'.repeat(30)}${file._id.slice(-2)}`), 'bytes without a row');
    await writeFile(join(parlor.directory, 'files', 'avatars', `${'0'.repeat(32)}.png`), 'bytes without a face');
    await writeFile(join(shard, 'note to self.txt'), 'not ours');
    await parlor.start();
    assert.deepEqual(await incoming(), []);
    await eventually(async () => !(await parlor.stored()).some((path) => path.includes('0'.repeat(30))), 'the sweep');
    assert.ok((await parlor.stored()).some((path) => path.endsWith('note to self.txt')), stray);
    assert.equal(String((await parlor.read(ann.token, file.fileUrl)).bytes), 'kept');
  });
});

describe('Ann sends to a full disk', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open({ flags: ['--min-free-disk', String(Number.MAX_SAFE_INTEGER)] });
  });
  after(() => parlor?.close());

  it('she is told so, nothing is kept, and talking goes on', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const refused = await parlor.send(ann, 'POST', '/files?name=a.bin', Buffer.alloc(3 * MB));
    assert.equal(refused.status, 503);
    assertFailure(refused.body, 'unavailable');
    assert.match(refused.body.message, /disk/);
    assert.deepEqual(await parlor.stored(), []);
    const a = await parlor.connect(ann.token);
    await a.says(await parlor.direct(ann, bo), 'no pictures today');
  });
});

describe('Ann sends a film of 300 MB', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open({ flags: ['--max-file-size', String(400 * MB), '--max-user-files', String(400 * MB)] });
  });
  after(() => parlor?.close());

  it('it passes through a few megabytes of the server’s memory, both ways', async () => {
    const ann = await parlor.register('ann');
    const memory = async (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(await readFile(`/proc/${parlor.pid}/status`, 'utf8'))[1]) * 1024;
    // Hashing her password took more than a file ever may: from here on the peak counts anew.
    await writeFile(`/proc/${parlor.pid}/clear_refs`, '5');
    const before = await memory('VmRSS');
    const size = 300 * MB;
    const block = Buffer.alloc(1 * MB, 'film');
    let left = size;
    const film = new ReadableStream({
      pull(body) {
        if (left === 0) return body.close();
        left -= block.length;
        body.enqueue(block);
      },
    });
    const sent = await parlor.send(ann, 'POST', '/files?name=film.bin', film);
    assert.equal(sent.body.fileSize, size, JSON.stringify(sent.body));
    const answer = await fetch(parlor.address + sent.body.fileUrl, { headers: { authorization: `Bearer ${ann.token}` } });
    let read = 0;
    for await (const chunk of answer.body) read += chunk.length;
    assert.equal(read, size);
    const more = (await memory('VmHWM')) - before;
    assert.ok(more < 24 * MB, `${(more / MB).toFixed(1)} MB more at the peak`);
  });
});
