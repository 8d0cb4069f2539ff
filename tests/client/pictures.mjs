// Pictures made by hand, honest and otherwise, and just enough of a reader for those that come back.

import { Buffer } from 'node:buffer';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

export const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function chunk(type, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function header(width, height, alpha) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, alpha ? 6 : 2, 0, 0, 0], 8);
  return chunk('IHDR', data);
}

/** A TIFF directory with one entry: how to turn the picture. */
function exif(orientation) {
  const data = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  data.writeUInt16BE(orientation, 18);
  return data;
}

/** A PNG; `pixel(x, y)` answers [r, g, b] or [r, g, b, a]. */
export function png(width, height, pixel = () => [40, 90, 160], { orientation, comment } = {}) {
  const depth = pixel(0, 0).length;
  const rows = Buffer.alloc(height * (1 + width * depth));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(pixel(x, y), y * (1 + width * depth) + 1 + x * depth);
  }
  return Buffer.concat([
    SIGNATURE,
    header(width, height, depth === 4),
    ...(orientation ? [chunk('eXIf', exif(orientation))] : []),
    ...(comment ? [chunk('tEXt', Buffer.from(`Comment\0${comment}`, 'latin1'))] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A few kilobytes that claim to be gigabytes of pixels. */
export function bomb(side = 50_000) {
  const zeros = deflateSync(Buffer.alloc(8 * 1024 * 1024));
  return Buffer.concat([SIGNATURE, header(side, side, false), chunk('IDAT', zeros), chunk('IEND', Buffer.alloc(0))]);
}

/** A sound picture that is large, and black all over. */
export function plain(width, height) {
  const rows = deflateSync(Buffer.alloc(height * (1 + width * 3)), { level: 1 });
  return Buffer.concat([SIGNATURE, header(width, height, false), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** Width, height and pixels of a PNG with 8 bits a channel and no interlacing. */
export function readPng(bytes) {
  let at = 8;
  let width, height, depth;
  const packed = [];
  const types = [];
  while (at < bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    types.push(type);
    if (type === 'IHDR') [width, height, depth] = [data.readUInt32BE(0), data.readUInt32BE(4), { 2: 3, 6: 4 }[data[9]]];
    if (type === 'IDAT') packed.push(data);
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(packed));
  const stride = width * depth;
  const pixels = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const a = x < depth ? 0 : pixels[y * stride + x - depth];
      const b = y === 0 ? 0 : pixels[(y - 1) * stride + x];
      const c = x < depth || y === 0 ? 0 : pixels[(y - 1) * stride + x - depth];
      const nearest = [a, b, c].reduce((best, value) => (Math.abs(a + b - c - value) < Math.abs(a + b - c - best) ? value : best));
      const guess = [0, a, b, (a + b) >> 1, nearest][filter];
      pixels[y * stride + x] = (raw[y * (stride + 1) + 1 + x] + guess) & 0xff;
    }
  }
  return { width, height, types, at: (x, y) => [...pixels.subarray(y * stride + x * depth, y * stride + (x + 1) * depth)] };
}

/** Width and height of a JPEG, and its segments. */
export function readJpeg(bytes) {
  const markers = [];
  let at = 2;
  for (;;) {
    const marker = bytes[at + 1];
    markers.push(marker);
    if (marker === 0xda) throw new Error('no frame before the scan');
    if (marker >= 0xc0 && marker <= 0xc2) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), markers };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
}

/** The same JPEG with a note on how to turn it, and a place where it was taken. */
export function turned(jpeg, orientation) {
  const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(orientation), Buffer.from('GPS 52.5 N 13.4 E')]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/** One pixel of each of the other kinds. */
export const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
export const WEBP = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
