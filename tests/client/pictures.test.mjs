// Pictures: small ones are made of honest ones, upright and without what else the camera wrote; dishonest ones are just files.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Parlor } from './parlor.mjs';
import { GIF, SIGNATURE, WEBP, bomb, plain, png, readJpeg, readPng, turned } from './pictures.mjs';

describe('Ann sends a picture', () => {
  let parlor, ann, bo, conversation;
  before(async () => {
    parlor = await Parlor.open();
    [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    conversation = await parlor.direct(ann, bo);
  });
  after(() => parlor?.close());

  const sends = (file, type = 'image') => parlor.api(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { type, fileUrl: file.fileUrl });
  const small = async (file) => {
    const read = await parlor.read(ann.token, file.thumbnailUrl);
    assert.equal(read.status, 200);
    return read;
  };
  /** A JPEG without any note in it: the server makes them. */
  const jpeg = async (width, height, pixel) => (await small(await parlor.upload(ann, 'x.png', png(width, height, pixel)))).bytes;

  it('that is large: Bo sees a small one, and the large one if he likes', async () => {
    const picture = png(1000, 500, (x) => (x < 500 ? [250, 20, 20] : [20, 20, 250]));
    const file = await parlor.upload(ann, 'flag.png', picture);
    assert.deepEqual([file.mimeType, file.width, file.height], ['image/png', 1000, 500]);
    assert.equal(file.thumbnailUrl, `/api/thumbnails/${file._id}`);
    const { body: message } = await sends(file);
    assert.deepEqual([message.thumbnailUrl, message.width, message.height], [file.thumbnailUrl, 1000, 500]);
    const thumbnail = await parlor.read(bo.token, message.thumbnailUrl);
    assert.equal(thumbnail.headers.get('content-type'), 'image/jpeg');
    assert.equal(thumbnail.headers.get('cache-control'), 'private, no-cache');
    const { width, height } = readJpeg(thumbnail.bytes);
    assert.deepEqual([width, height], [640, 320]);
    assert.ok(thumbnail.bytes.length < 20_000);
    const whole = await parlor.read(bo.token, message.fileUrl);
    assert.ok(whole.bytes.equals(picture), 'as it was sent');
    assert.match(whole.headers.get('content-disposition'), /^inline;/);
    assert.equal((await parlor.read(bo.token, message.thumbnailUrl, { 'if-none-match': thumbnail.headers.get('etag') })).status, 304);
    assert.notEqual(whole.headers.get('etag'), thumbnail.headers.get('etag'));
  });

  it('that is small, or lets something show through: it is not enlarged, and still does', async () => {
    const file = await parlor.upload(ann, 'dot.png', png(3, 2, (x, y) => [10, 20, 30, x === 0 && y === 0 ? 0 : 255]));
    const thumbnail = await small(file);
    assert.equal(thumbnail.headers.get('content-type'), 'image/png');
    const seen = readPng(thumbnail.bytes);
    assert.deepEqual([seen.width, seen.height, seen.at(0, 0)[3], seen.at(2, 1)], [3, 2, 0, [10, 20, 30, 255]]);
    const opaque = await small(await parlor.upload(ann, 'dot.png', png(3, 2, () => [10, 20, 30, 255])));
    assert.equal(opaque.headers.get('content-type'), 'image/jpeg');
  });

  it('of each kind that browsers show: all have a small one', async () => {
    for (const [name, bytes, type] of [['a.gif', GIF, 'image/gif'], ['a.webp', WEBP, 'image/webp'], ['a.jpg', await jpeg(9, 9), 'image/jpeg']]) {
      const file = await parlor.upload(ann, name, bytes);
      assert.equal(file.mimeType, type);
      assert.ok(file.width > 0 && file.height > 0 && file.thumbnailUrl, name);
      assert.equal((await sends(file)).status, 201);
    }
  });

  it('taken with the camera held sideways: it stands upright, and where it was taken stays in the original alone', async () => {
    const camera = turned(await jpeg(80, 40), 6);
    const file = await parlor.upload(ann, 'camera.jpg', camera);
    assert.deepEqual([file.width, file.height], [40, 80]);
    const thumbnail = (await small(file)).bytes;
    const { width, height, markers } = readJpeg(thumbnail);
    assert.deepEqual([width, height], [40, 80]);
    assert.ok(!markers.includes(0xe1) && !thumbnail.includes('Exif') && !thumbnail.includes('GPS'));
    assert.ok((await parlor.read(ann.token, file.fileUrl)).bytes.equals(camera));

    // Which way: the red corner goes from the left to the right at the top where the picture is turned to the right.
    const corner = (x, y) => (x === 0 && y === 0 ? [255, 0, 0, 255] : [0, 0, 255, 200]);
    const upright = readPng((await small(await parlor.upload(ann, 'a.png', png(3, 2, corner, { orientation: 6, comment: 'GPS' })))).bytes);
    assert.deepEqual([upright.width, upright.height, upright.at(1, 0)], [2, 3, [255, 0, 0, 255]]);
    assert.deepEqual(upright.types, ['IHDR', 'IDAT', 'IEND'], 'and nothing else');
    const mirrored = readPng((await small(await parlor.upload(ann, 'a.png', png(3, 2, corner, { orientation: 2 })))).bytes);
    assert.deepEqual([mirrored.width, mirrored.height, mirrored.at(2, 0)], [3, 2, [255, 0, 0, 255]]);
  });

  it('that is a bomb, broken, or only begins like one: it is kept as a file, and no small one is made of it', async () => {
    const whole = png(200, 200, (x, y) => [x, y, (x * y) % 256]);
    const sound = Buffer.from(whole);
    sound.fill(0xa5, whole.length - 2000, whole.length - 200);
    for (const [name, bytes, isPicture] of [
      ['bomb.png', bomb(), true],
      ['just too large.png', plain(4096, 4097), true],
      ['cut off.png', whole.subarray(0, whole.length / 2), true],
      ['noise inside.png', sound, true],
      ['beginning.png', Buffer.concat([SIGNATURE, Buffer.alloc(100, 1)]), false],
      ['no pixels.png', bomb(0), false],
      ['beginning.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2, 3]), false],
      ['beginning.gif', Buffer.from('GIF89a'), false],
      ['beginning.webp', Buffer.from('RIFF\xff\xff\xff\x7fWEBPVP8X', 'latin1'), false],
    ]) {
      const file = await parlor.upload(ann, name, bytes);
      assert.equal(file.thumbnailUrl, undefined, name);
      assert.equal(file.width !== undefined, isPicture, name);
      assert.equal((await sends(file)).status, isPicture ? 201 : 400, name);
      assert.equal((await sends(file, 'file')).status, 201, name);
      assert.ok((await parlor.read(bo.token, file.fileUrl)).bytes.equals(bytes), name);
      assert.equal((await parlor.read(bo.token, `/api/thumbnails/${file._id}`)).status, 404, name);
    }
  });
});
