// Faces of people and conversations.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Parlor, assertFailure, eventually } from './parlor.mjs';
import { bomb, png, readJpeg, readPng, turned } from './pictures.mjs';

describe('Ann shows her face', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open({ flags: ['--max-file-size', '500000', '--max-user-files', '1'] });
  });
  after(() => parlor?.close());

  const put = (person, bytes, path = '/users/me/avatar') => parlor.send(person, 'PUT', path, bytes);
  const faces = async () => (await parlor.stored()).filter((path) => path.startsWith('avatars/'));

  it('everybody is told, sees a square of it without a token, and the last one is gone', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const line = await parlor.connect(bo.token);
    const first = await put(ann, png(400, 300, (x, y) => (x >= 50 && x < 350 && y >= 0 ? [200, 30, 30] : [0, 255, 0])));
    assert.equal(first.status, 200);
    assert.match(first.body.avatar, /^\/api\/avatars\/[0-9a-f]{32}\.jpg$/);
    assert.equal(first.body._id, ann.id);
    const told = await line.hears('user_updated');
    assert.deepEqual(told.user, first.body);
    const seen = await parlor.read(null, first.body.avatar);
    assert.equal(seen.status, 200);
    const headers = Object.fromEntries(seen.headers);
    assert.deepEqual([headers['content-type'], headers['cache-control']], ['image/jpeg', 'public, max-age=31536000, immutable']);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const { width, height } = readJpeg(seen.bytes);
    assert.deepEqual([width, height], [256, 256]);
    assert.equal((await parlor.read(null, first.body.avatar, { 'if-none-match': headers.etag })).status, 304);
    const { user } = (await parlor.call(bo.token, 'GET', `/users/${ann.id}`), told);
    assert.equal((await parlor.call(bo.token, 'GET', `/users/${ann.id}`)).avatar, user.avatar);

    // The middle of it, with what shows through.
    const second = await put(ann, png(30, 10, (x) => (x >= 10 && x < 20 ? [9, 9, 9, 128] : [255, 255, 255, 255])));
    assert.match(second.body.avatar, /\.png$/);
    const square = readPng((await parlor.read(null, second.body.avatar)).bytes);
    assert.deepEqual([square.width, square.height, square.at(0, 0), square.at(255, 255)], [256, 256, [9, 9, 9, 128], [9, 9, 9, 128]]);
    const later = await line.hears('user_updated', ({ user }) => user.avatar === second.body.avatar);
    assert.ok(later.rev > told.rev);
    await eventually(async () => (await parlor.read(null, first.body.avatar)).status === 404, 'the first is gone');
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    assert.equal((await a.says(conversation, 'my new face')).sender.avatar, second.body.avatar);

    const none = await parlor.call(ann.token, 'DELETE', '/users/me/avatar');
    assert.equal(none.avatar, null);
    await line.hears('user_updated', ({ user }) => user.avatar === null);
    await eventually(async () => (await faces()).length === 0, 'nothing of her is left');
    assert.equal((await parlor.call(ann.token, 'DELETE', '/users/me/avatar')).avatar, null);
    assert.equal(line.all('user_updated').length, 3, 'no more is told than happened');
  });

  it('and not where it was taken, nor sideways', async () => {
    const ann = await parlor.register('ann');
    const plain = await put(ann, png(300, 300, (x, y) => [x % 256, y % 256, 0]));
    const camera = turned((await parlor.read(null, plain.body.avatar)).bytes, 6);
    const { body } = await put(ann, camera);
    const { bytes } = await parlor.read(null, body.avatar);
    assert.ok(!bytes.includes('Exif') && !bytes.includes('GPS'));
    const corner = (x, y) => (x < 128 && y < 128 ? [255, 0, 0, 255] : [0, 0, 255, 200]);
    const turnedRight = await put(ann, png(256, 256, corner, { orientation: 6 }));
    const upright = readPng((await parlor.read(null, turnedRight.body.avatar)).bytes);
    assert.deepEqual([upright.at(255, 0), upright.at(0, 0)], [[255, 0, 0, 255], [0, 0, 255, 200]]);
  });

  it('only a picture is a face, and nothing stays of what is none', async () => {
    const ann = await parlor.register('ann');
    const before = await faces();
    for (const [what, bytes, status, code] of [
      ['text', 'not a face', 415, 'unsupported_media_type'],
      ['a drawing with scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>', 415, 'unsupported_media_type'],
      ['a bomb', bomb(), 400, 'bad_request'],
      ['half a picture', png(200, 200, (x, y) => [x, y, (x * y) % 256]).subarray(0, 500), 400, 'bad_request'],
      ['nothing', '', 400, 'bad_request'],
      ['too much', Buffer.alloc(3_000_000), 413, 'payload_too_large'],
    ]) {
      const answer = await put(ann, bytes);
      assert.equal(answer.status, status, what);
      assertFailure(answer.body, code);
    }
    assert.equal((await parlor.call(ann.token, 'GET', '/users/me')).avatar, null);
    assert.deepEqual(await faces(), before);
    for (const guess of ['x', `${'0'.repeat(32)}.png`, '..%2f..%2fkey', '%2e%2e', `${'0'.repeat(32)}.svg`]) {
      assert.equal((await parlor.read(null, `/api/avatars/${guess}`)).status, 404, guess);
    }
    const stranger = await fetch(`${parlor.address}/api/users/me/avatar`, { method: 'PUT', body: png(2, 2) });
    assert.equal(stranger.status, 401);
  });

  it('a group has a face that those who look after it choose; two people have none', async () => {
    const [ann, bo, mallory] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('mallory')];
    const group = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Boat', participantIds: [bo.id] });
    const direct = await parlor.direct(ann, bo);
    const path = `/conversations/${group._id}/avatar`;
    const line = await parlor.connect(bo.token);
    assertFailure((await put(mallory, png(9, 9), path)).body, 'not_found');
    assertFailure((await put(bo, png(9, 9), path)).body, 'forbidden');
    assertFailure((await parlor.api(bo.token, 'DELETE', path)).body, 'forbidden');
    assertFailure((await put(ann, png(9, 9), `/conversations/${direct._id}/avatar`)).body, 'forbidden');
    const before = (await faces()).length;
    const set = await put(ann, png(9, 9), path);
    assert.equal(set.status, 200);
    const { conversation } = await line.hears('conversation_updated');
    assert.equal(conversation.avatar, set.body.avatar);
    assert.ok(conversation.rev > group.rev);
    assert.equal((await parlor.read(null, conversation.avatar)).status, 200);
    const again = await put(ann, png(9, 9), path);
    assert.notEqual(again.body.avatar, set.body.avatar);
    await parlor.call(ann.token, 'DELETE', path);
    await line.hears('conversation_updated', ({ conversation }) => conversation.avatar === null);
    await eventually(async () => (await faces()).length === before, 'both are gone');
    await parlor.call(ann.token, 'DELETE', path);
    await parlor.call(ann.token, 'PATCH', `/conversations/${group._id}`, { name: 'Ship' });
    await line.hears('conversation_updated', ({ conversation }) => conversation.name === 'Ship');
    assert.equal(line.all('conversation_updated').length, 4);
    await put(ann, png(9, 9), path);
    await parlor.call(ann.token, 'DELETE', `/conversations/${group._id}`);
    await eventually(async () => (await faces()).length === before, 'the group has gone, and its face with it');
  });
});
