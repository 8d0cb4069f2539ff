// A client that costs next to nothing: a raw socket that speaks just enough WebSocket and looks at the head of each frame.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** Bytes of a payload that tell what it is, before and after the greeting: `42["presence_state"`, and `43` with a number. */
const [UNGREETED, GREETED] = [19, 12];
/** All sockets read into this one, since each chunk is done with before the next one comes. */
const shared = Buffer.allocUnsafe(256 * 1024);

/** A frame as clients send it: masked, here with zeros. */
function frame(text) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = 0x81;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

export class Line {
  /** How it comes in. */
  static connect = connect;
  /** Events heard. */
  heard = 0;
  #token;
  #greeted;
  #answered = () => {};
  #rest = Buffer.alloc(0);
  #switched = false;
  #telling = UNGREETED;
  /** Bytes still to come of the payload that is passing. */
  #passing = 0;
  #out = [];

  /** Resolves when the server has told who is there. */
  static open(port, token) {
    return new Promise((resolve) => new Line(port, token, resolve));
  }

  /** One for each of the tokens, fifty coming in at a time. That one is lost is an exception that nobody catches. */
  static async openAll(port, tokens) {
    const lines = [];
    while (lines.length < tokens.length) {
      lines.push(...(await Promise.all(tokens.slice(lines.length, lines.length + 50).map((token) => Line.open(port, token)))));
    }
    for (const line of lines) {
      line.closed.then(() => {
        throw new Error(`A socket was closed after ${line.heard} events.`);
      });
    }
    return lines;
  }

  constructor(port, token, greeted) {
    this.#token = token;
    this.#greeted = greeted;
    const onread = { buffer: shared, callback: (size) => (this.#read(shared.subarray(0, size)), true) };
    this.socket = Line.connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    /** However it ended. */
    this.closed = new Promise((resolve) => this.socket.on('error', () => {}).on('close', resolve));
  }

  /** `answered` is called with the number of each answer. What it asks for goes out in one write. */
  onAnswer(answered) {
    this.#answered = answered;
  }

  ask(number, event, payload) {
    if (this.#out.length === 0) queueMicrotask(() => this.socket.write(Buffer.concat(this.#out.splice(0))));
    this.#out.push(frame(`42${number}["${event}",${payload}]`));
  }

  #read(chunk) {
    let data = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    if (!this.#switched) {
      at = data.indexOf('\r\n\r\n') + 4;
      this.#switched = at >= 4;
      if (!this.#switched) at = data.length;
    }
    while (at < data.length) {
      const step = Math.min(this.#passing, data.length - at);
      this.#passing -= step;
      at += step;
      const size = data[at + 1] ?? 127;
      const head = size < 126 ? 2 : size === 126 ? 4 : 10;
      if (data.length - at < head + Math.min(size, this.#telling)) break;
      const length = size < 126 ? size : size === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      at += head;
      this.#hear(data, at);
      this.#passing = length;
    }
    this.#rest = Buffer.from(data.subarray(at));
  }

  /** What begins at `at`. */
  #hear(data, at) {
    const [engine, kind] = [data[at], data[at + 1]];
    if (engine === 0x34 && kind === 0x32) {
      this.heard += 1;
      if (this.#telling === GREETED || data.toString('latin1', at, at + UNGREETED) !== '42["presence_state"') return;
      this.#telling = GREETED;
      this.#greeted(this);
    } else if (engine === 0x34 && kind === 0x33) {
      let number = 0;
      for (let digit = at + 2; data[digit] !== 0x5b; digit += 1) number = 10 * number + data[digit] - 0x30;
      this.#answered(number);
    } else if (engine === 0x30) {
      this.socket.write(frame(`40${JSON.stringify({ token: this.#token })}`));
    } else if (engine === 0x32) {
      this.socket.write(frame('3'));
    }
  }
}
