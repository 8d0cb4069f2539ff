// Files: sent by one, read by those who take part now, and by nobody else.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Parlor, assertFailure, eventually } from './parlor.mjs';
import { png } from './pictures.mjs';

describe('Ann sends a file', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open();
  });
  after(() => parlor?.close());

  async function pair() {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    return { ann, bo, conversation: await parlor.direct(ann, bo) };
  }

  const fileToken = async (person) => (await parlor.call(person.token, 'POST', '/files/token')).token;

  /** What lies on the disk for a file. */
  const bytesOf = async (file) => (await parlor.stored()).filter((path) => path.includes(file._id));

  it('to Bo: it arrives as a message that tells what it is, and he reads the same bytes', async () => {
    const { ann, bo, conversation } = await pair();
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const content = Buffer.from('Dear Bo,\nthe key is under the mat.\n');
    const file = await parlor.upload(ann, 'naïve "key".txt', content);
    assert.equal(file.fileUrl, `/api/files/${file._id}/na%C3%AFve%20%22key%22.txt`);
    assert.deepEqual([file.fileName, file.fileSize, file.mimeType, file.thumbnailUrl, file.width], ['naïve "key".txt', content.length, 'text/plain', undefined, undefined]);
    const sent = await a.says(conversation, '', { type: 'file', fileUrl: file.fileUrl, fileName: 'something else.exe' });
    const { message } = await b.hears('receive_message');
    assert.deepEqual(message, sent);
    for (const key of ['fileUrl', 'fileName', 'fileSize', 'mimeType']) assert.equal(message[key], file[key], key);

    const read = await parlor.read(bo.token, message.fileUrl);
    assert.equal(read.status, 200);
    assert.deepEqual(read.bytes, content);
    const headers = Object.fromEntries(read.headers);
    assert.equal(headers['content-length'], String(content.length));
    assert.equal(headers['cache-control'], 'private, no-cache');
    assert.equal(headers['content-disposition'], `attachment; filename="na_ve _key_.txt"; filename*=UTF-8''na%C3%AFve%20%22key%22.txt`);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'");
    const other = await parlor.read(bo.token, `/api/files/${file._id}/another-name.html`);
    assert.deepEqual([other.bytes, other.headers.get('content-disposition')], [content, headers['content-disposition']]);

    const [path] = await bytesOf(file);
    assert.equal((await stat(join(parlor.directory, 'files', path))).mode & 0o777, 0o600);
  });

  it('in several messages and by HTTP: an address of the same file with another name in it is put right, and a caption may go', async () => {
    const { ann, bo, conversation } = await pair();
    const file = await parlor.upload(ann, 'plan.txt', 'a plan');
    const body = { type: 'text', content: 'the plan', fileUrl: `/api/files/${file._id}/../../etc/passwd` };
    for (const content of ['one', 'two']) {
      const message = await parlor.call(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { ...body, content });
      assert.deepEqual([message.fileUrl, message.fileSize, message.type], [file.fileUrl, 6, 'text']);
    }
    const [first] = await parlor.history(bo, conversation);
    await parlor.call(ann.token, 'PATCH', `/messages/${first._id}`, { newContent: '' });
    const spoken = await parlor.call(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { content: 'three' });
    assertFailure((await parlor.api(ann.token, 'PATCH', `/messages/${spoken._id}`, { newContent: ' ' })).body, 'bad_request');
    const kept = await parlor.history(bo, conversation);
    assert.deepEqual(kept.map(({ content, fileName }) => [content, fileName]), [['', 'plan.txt'], ['two', 'plan.txt'], ['three', undefined]]);
  });

  it('and nobody else reads it: not a stranger, not who left, not with a token that is over or meant for something else', async () => {
    const [ann, bo, mallory] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('mallory')];
    const group = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Boat', participantIds: [bo.id] });
    const picture = await parlor.upload(ann, 'boat.png', png(4, 4));
    const unsent = await parlor.upload(ann, 'unsent.txt', 'not for anybody yet');
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/messages`, { type: 'image', fileUrl: picture.fileUrl });
    const addresses = [picture.fileUrl, picture.thumbnailUrl];
    const tries = async (token, query = '') => {
      const answers = [];
      for (const address of addresses) {
        const answer = await parlor.read(token, address + query);
        answers.push([answer.status, answer.status < 300 ? null : JSON.parse(answer.bytes)]);
      }
      return answers;
    };
    const seen = [[200, null], [200, null]];
    assert.deepEqual(await tries(bo.token), seen);
    assert.deepEqual(await tries(ann.token), seen);
    const [his, hers] = [await fileToken(bo), await fileToken(mallory)];
    assert.deepEqual(await tries(null, `?token=${his}`), seen);

    // Refused like what does not exist.
    const nothing = JSON.parse((await parlor.read(mallory.token, '/api/files/file_00000000000000000000000000000000/x')).bytes);
    assertFailure(nothing, 'not_found');
    const notFound = [[404, nothing], [404, nothing]];
    assert.deepEqual(await tries(mallory.token), notFound);
    assert.deepEqual(await tries(null, `?token=${hers}`), notFound);
    assert.equal((await parlor.read(bo.token, unsent.fileUrl)).status, 404);
    assert.equal((await parlor.read(ann.token, unsent.fileUrl)).status, 200);

    await parlor.call(bo.token, 'POST', `/conversations/${group._id}/leave`);
    assert.deepEqual(await tries(bo.token), notFound);
    assert.deepEqual(await tries(null, `?token=${his}`), notFound);

    // A token that is none for this: all the same, whether there is a file or not.
    const key = await readFile(join(parlor.directory, 'key'));
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sign = (claims) => {
      const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const token = await fileToken(ann);
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    assert.ok(claims.exp - Date.now() / 1000 <= 15 * 60 + 1);
    assert.deepEqual(await tries(null, `?token=${sign(claims)}`), seen, 'the forger has the right key');
    const over = { ...claims, exp: Math.floor(Date.now() / 1000) - 1 };
    const refused = JSON.parse((await parlor.read(null, '/api/files/file_00000000000000000000000000000000/x?token=x')).bytes);
    assertFailure(refused, 'unauthorized');
    const unauthorized = [[401, refused], [401, refused]];
    for (const bad of [sign(over), sign({ ...claims, aud: 'other' }), sign({ ...claims, aud: undefined }), ann.token, '', 'x']) {
      assert.deepEqual(await tries(null, `?token=${bad}`), unauthorized, bad);
    }
    assert.deepEqual(await tries(null), unauthorized);
    assert.deepEqual(await tries(token), unauthorized, 'a token for files in the header');
    assert.deepEqual(await tries('x', `?token=${token}`), unauthorized, 'what stands in the header counts');
    for (const path of ['/users/me', '/conversations', '/info/nothing', '/auth/sessions']) {
      assert.notEqual((await parlor.api(token, 'GET', path)).status, 200, path);
      assert.notEqual((await parlor.api(null, 'GET', `${path}?token=${token}`)).status, 200, path);
    }
    assertFailure((await parlor.api(token, 'POST', '/files/token')).body, 'unauthorized');

    await parlor.call(ann.token, 'POST', '/auth/logout');
    assert.deepEqual(await tries(null, `?token=${token}`), unauthorized, 'it ends with the session');
  });

  it('that is somebody else’s, or nothing: the same answer; a link to elsewhere stays a link', async () => {
    const { ann, bo, conversation } = await pair();
    const file = await parlor.upload(ann, 'mine.txt', 'mine');
    const b = await parlor.connect(bo.token);
    const send = (fileUrl, type = 'file') => b.asks('send_message', { conversationId: conversation._id, content: '', type, fileUrl });
    const foreign = await send(file.fileUrl);
    assertFailure(foreign, 'not_found');
    assert.equal(foreign.field, 'fileUrl');
    assert.deepEqual(await send(`/api/files/file_${'0'.repeat(32)}/mine.txt`), foreign);
    assert.deepEqual(await send(`${file.fileUrl}x`), foreign);
    for (const address of ['/etc/passwd', '//evil.example/x', '/api/files/', `/api/files/${file._id}`, 'file:///etc/passwd', '/api/avatars/x.png']) {
      const answer = await send(address);
      assertFailure(answer, 'bad_request');
      assert.equal(answer.field, 'fileUrl', address);
    }
    const link = (await send('https://example.com/a.png', 'image')).message;
    assert.deepEqual([link.fileUrl, link.fileSize, link.mimeType], ['https://example.com/a.png', undefined, undefined]);
  });

  it('and takes it back: the bytes are gone from the disk with the last message that held them', async () => {
    const { ann, bo, conversation } = await pair();
    const a = await parlor.connect(ann.token);
    const file = await parlor.upload(ann, 'secret plan.png', png(900, 700, () => [250, 0, 0]));
    const send = (content) => a.says(conversation, content, { type: 'image', fileUrl: file.fileUrl });
    const [one, two] = [await send('one'), await send('two')];
    assert.equal((await bytesOf(file)).length, 2, 'a picture and a small one');
    await a.does('delete_message', { messageId: one._id });
    assert.equal((await parlor.read(bo.token, two.fileUrl)).status, 200);
    await a.does('delete_message', { messageId: two._id });
    assert.equal((await parlor.read(bo.token, two.fileUrl)).status, 404);
    assert.equal((await parlor.read(ann.token, two.thumbnailUrl)).status, 404);
    await eventually(async () => (await bytesOf(file)).length === 0, 'the bytes are gone');
    for (const message of await parlor.history(bo, conversation)) {
      assert.deepEqual([message.fileUrl, message.fileName, message.type, message.deleted], [undefined, undefined, 'text', true]);
    }
    const again = await a.asks('send_message', { conversationId: conversation._id, content: 'again', fileUrl: file.fileUrl });
    assertFailure(again, 'not_found');
  });

  it('called by any name: it is text, and leads nowhere', async () => {
    const ann = await parlor.register('ann');
    for (const [said, kept] of [
      ['../../../../etc/passwd', 'passwd'],
      ['..\\..\\boot.ini', 'boot.ini'],
      ['..', 'file'],
      ['', 'file'],
      ['photo\u202egpj.exe', 'photogpj.exe'],
      ['a\r\nX-Evil: 1.txt', 'aX-Evil: 1.txt'],
      ['%2e%2e%2fx', '%2e%2e%2fx'],
      [`${'é'.repeat(300)}.txt`, `${'é'.repeat(125)}.txt`],
    ]) {
      const file = await parlor.upload(ann, said, 'x');
      assert.equal(file.fileName, kept);
      const read = await parlor.read(ann.token, file.fileUrl);
      assert.equal(read.status, 200, kept);
      assert.equal(read.headers.get('x-evil'), null);
      const paths = await bytesOf(file);
      assert.deepEqual(paths, [`${file._id.slice(-2)}/${file._id}`]);
    }
    const unnamed = await parlor.send(ann, 'POST', '/files', 'x');
    assert.equal(unnamed.body.fileName, 'file');
  });

  it('that lies about what it is: its content is believed, and nothing in it runs', async () => {
    const { ann, bo, conversation } = await pair();
    const page = '<!doctype html><script>alert(document.cookie)</script>';
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
    const lies = [
      ['page.png', 'image/png', page, 'text/plain'],
      ['drawing.svg', 'image/svg+xml', drawing, 'text/plain'],
      ['data.xml', 'text/xml', `<?xml version="1.0"?>${drawing}`, 'text/plain'],
      ['script.js', 'text/javascript', 'alert(1)', 'text/plain'],
      ['noise.html', 'text/html', Buffer.from([1, 2, 3, 0, 255]), 'application/octet-stream'],
    ];
    for (const [name, type, content, mimeType] of lies) {
      const sent = await parlor.send(ann, 'POST', `/files?name=${name}`, content, { 'content-type': type });
      assert.equal(sent.status, 201);
      assert.equal(sent.body.mimeType, mimeType);
      const refused = await parlor.api(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { type: 'image', fileUrl: sent.body.fileUrl });
      assertFailure(refused.body, 'bad_request');
      assert.equal(refused.body.field, 'fileUrl');
      await parlor.call(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { type: 'file', fileUrl: sent.body.fileUrl });
      const read = await parlor.read(bo.token, sent.body.fileUrl);
      assert.equal(read.headers.get('content-type').split(';')[0], mimeType, name);
      assert.match(read.headers.get('content-disposition'), /^attachment;/);
      assert.match(read.headers.get('content-security-policy'), /^sandbox;/);
      assert.equal(read.headers.get('x-content-type-options'), 'nosniff');
    }
    const sent = await parlor.send(ann, 'POST', '/files?name=picture.html', png(2, 2), { 'content-type': 'text/html' });
    const read = await parlor.read(ann.token, sent.body.fileUrl);
    assert.equal(read.headers.get('content-type'), 'image/png');
    assert.equal(read.headers.get('content-disposition'), 'inline; filename="picture.html"');
    assert.doesNotMatch(read.headers.get('content-security-policy'), /sandbox/);
  });
});
