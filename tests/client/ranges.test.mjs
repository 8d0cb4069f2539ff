// Reading a file in parts, and not reading it again.

import assert from 'node:assert/strict';
import { readdir, readlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Parlor, eventually, inTime } from './parlor.mjs';

describe('Bo reads a file in parts', () => {
  let parlor, ann, file, etag;
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  before(async () => {
    parlor = await Parlor.open();
    ann = await parlor.register('ann');
    file = await parlor.upload(ann, 'numbers.bin', content);
    etag = (await parlor.read(ann.token, file.fileUrl)).headers.get('etag');
  });
  after(() => parlor?.close());

  const read = (headers) => parlor.read(ann.token, file.fileUrl, headers);

  it('a single range comes alone and says where it stands', async () => {
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      ['bytes=1000-200999', 1_000, 201_000],
      ['bytes=299999-', 299_999, 300_000],
      ['bytes=-10', 299_990, 300_000],
      ['bytes=-999999', 0, 300_000],
      ['bytes=150000-999999', 150_000, 300_000],
    ]) {
      const part = await read({ range });
      assert.equal(part.status, 206, range);
      assert.equal(part.headers.get('content-range'), `bytes ${from}-${to - 1}/300000`);
      assert.equal(part.headers.get('content-length'), String(to - from));
      assert.ok(part.bytes.equals(content.subarray(from, to)), range);
    }
  });

  it('what is no range, or several, is answered whole, and what lies beyond the end is told so', async () => {
    for (const range of ['bytes=0-1,5-6', 'bytes=5-1', 'bytes=x', 'pages=1-2']) {
      const whole = await read({ range });
      assert.equal(whole.status, 200, range);
      assert.equal(whole.headers.get('accept-ranges'), 'bytes');
      assert.ok(whole.bytes.equals(content));
    }
    for (const range of ['bytes=300000-', 'bytes=-0']) {
      const beyond = await read({ range });
      assert.deepEqual([beyond.status, beyond.headers.get('content-range'), beyond.bytes.length], [416, 'bytes */300000', 0], range);
    }
  });

  it('who has it already is told so, and who has another gets the whole', async () => {
    assert.match(etag, /^"[^"]+"$/);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await read({ 'if-none-match': known });
      assert.deepEqual([answer.status, answer.bytes.length, answer.headers.get('etag')], [304, 0, etag], known);
      assert.equal(answer.headers.get('cache-control'), 'private, no-cache');
    }
    assert.equal((await read({ 'if-none-match': '"x"' })).status, 200);
    assert.equal((await read({ range: 'bytes=0-1', 'if-range': etag })).status, 206);
    for (const other of ['"x"', `W/${etag}`, 'Wed, 21 Oct 2015 07:28:00 GMT']) {
      assert.equal((await read({ range: 'bytes=0-1', 'if-range': other })).status, 200, other);
    }
    assert.equal((await parlor.read(null, file.fileUrl, { 'if-none-match': etag })).status, 401, 'a tag opens no door');
  });

  it('a HEAD tells of the whole without its bytes', async () => {
    for (const headers of [{}, { range: 'bytes=0-1' }]) {
      const head = await read({ method: 'HEAD', ...headers });
      assert.deepEqual([head.status, head.bytes.length, head.headers.get('content-length'), head.headers.get('etag')], [200, 0, '300000', etag]);
    }
  });

  it('a reader who stops reading holds up nobody, and who goes away leaves nothing open', async () => {
    const large = await parlor.upload(ann, 'large.bin', Buffer.alloc(20_000_000, 7));
    const open = async () => {
      const links = await readdir(`/proc/${parlor.pid}/fd`);
      const targets = await Promise.all(links.map((link) => readlink(`/proc/${parlor.pid}/fd/${link}`).catch(() => '')));
      return targets.filter((target) => target.includes(large._id)).length;
    };
    const readers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const socket = connect(parlor.port, '127.0.0.1');
        socket.write(`GET ${large.fileUrl} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`);
        await inTime(once(socket, 'readable'), 'the first bytes');
        return socket;
      }),
    );
    await eventually(async () => (await open()) === 5, 'five are reading');
    assert.equal((await parlor.read(ann.token, large.fileUrl)).bytes.length, 20_000_000);
    for (const socket of readers) socket.destroy();
    await eventually(async () => (await open()) === 0, 'all is closed');
  });
});
