// One socket, as a person hears it, and what every refusal looks like.

import assert from 'node:assert/strict';
import { inTime } from './patience.mjs';

/** One socket and everything that it heard, in order. */
export class Line {
  /** `[event, payload]` */
  heard = [];
  #waiting = new Set();

  constructor(socket) {
    this.socket = socket;
    socket.onAny((event, payload) => this.note(event, payload));
    socket.on('disconnect', (reason) => this.note('disconnect', reason));
  }

  note(event, payload) {
    this.heard.push([event, payload]);
    for (const look of this.#waiting) look();
  }

  all(event) {
    return this.heard.filter(([name]) => name === event).map(([, payload]) => payload);
  }

  /** The first payload of an event that fits, whether it came already or is still to come. */
  hears(event, fits = () => true) {
    return this.until(() => this.all(event).find(fits), `hearing ${event}`);
  }

  /** Waits for a condition on what was heard, looking again whenever something is. */
  until(condition, what) {
    let look;
    const met = new Promise((resolve) => {
      look = () => {
        const found = condition();
        if (found !== undefined && found !== false) resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
    return inTime(met, what)
      .catch((error) => {
        throw new Error(`${error.message}; heard: ${JSON.stringify(this.heard.slice(-20))}`);
      })
      .finally(() => this.#waiting.delete(look));
  }

  /** Emits with an acknowledgement, and answers that. */
  asks(event, ...payload) {
    return inTime(new Promise((resolve) => this.socket.emit(event, ...payload, resolve)), `the answer to ${event}`);
  }

  /** As `asks`, for what has to succeed. */
  async does(event, payload) {
    const answer = await this.asks(event, payload);
    assert.equal(answer?.success, true, `${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async says(conversation, content, more = {}) {
    return (await this.does('send_message', { conversationId: conversation._id, content, ...more })).message;
  }

  hearsMessage(content) {
    return this.hears('receive_message', ({ message }) => message.content === content);
  }

  /** Leaves as somebody who closes the page. */
  leave() {
    this.socket.disconnect();
  }
}

/** Shown out: told why, then disconnected by the server, and told nothing else after that. */
export async function shownOut(line) {
  assert.equal(await line.hears('disconnect'), 'io server disconnect');
  const events = line.heard.map(([event]) => event);
  const [error] = line.all('error');
  assert.match(error.message, /Authentication/);
  assertFailure(error, 'unauthorized');
  assert.equal(events.indexOf('error'), events.indexOf('disconnect') - 1);
}

export function assertFailure(answer, code) {
  assert.equal(answer?.success, false, JSON.stringify(answer));
  assert.match(answer.code, /^[a-z]+(_[a-z]+)*$/);
  assert.ok(typeof answer.message === 'string' && answer.message.length > 0);
  if (code) assert.equal(answer.code, code, JSON.stringify(answer));
}
