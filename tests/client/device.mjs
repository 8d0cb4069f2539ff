// A device of somebody: it comes, it drops out, it catches up, as a client would; what it knows is a model.

import assert from 'node:assert/strict';
import { inTime } from './parlor.mjs';
import { Model } from './model.mjs';

const LINES = [['websocket'], ['polling'], ['polling', 'websocket']];

export class Device {
  #parlor;
  #line = null;
  #waiting = new Set();
  /** The newest view of each conversation that this catching up brought, as the server said it. */
  views = new Map();
  /** How often it came back, how often in vain, and what `sync` told it all in all. */
  tally = { back: 0, cut: 0, pages: 0, changes: 0 };

  /** `chance` decides how it connects, asks and goes. */
  constructor(parlor, person, name, chance) {
    this.#parlor = parlor;
    this.person = person;
    this.name = `${person.username}'s ${name}`;
    this.chance = chance;
    this.forget();
  }

  /** As new: it knows nothing. */
  forget() {
    const history = async (id, before) => {
      const answer = await this.#get(`/conversations/${id}/messages?limit=200${before ? `&before=${before}` : ''}`);
      if (answer.status === 404) return null;
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body;
    };
    this.model = new Model(this.person.id, history, () => this.#waiting.forEach((look) => look()));
  }

  get isThere() {
    return this.#line !== null;
  }

  #get(path) {
    return this.#parlor.api(this.person.token, 'GET', path);
  }

  /** Connects, and answers when presence was told: from then on it hears everything. Null where it dropped out before. */
  async #connect() {
    const line = this.#parlor.dial(this.person.token, { transports: this.chance.of(LINES) });
    this.#line = line;
    line.socket.onAny((event, payload) => this.#line === line && this.model.hear(event, payload));
    line.socket.on('disconnect', () => this.#line === line && this.#hangUp());
    line.socket.once('connect_error', (error) => line.note('refused', error.message));
    line.gone = new Promise((resolve) => (line.end = resolve));
    line.socket.connect();
    await line.until(() => this.#line !== line || line.all('presence_state')[0] || line.all('refused')[0], 'connecting');
    if (this.#line !== line) return null;
    assert.deepEqual(line.all('refused'), []);
    return line;
  }

  #hangUp() {
    const line = this.#line;
    this.#line = null;
    this.model.lost();
    line.note('gone');
    line.end(null);
  }

  /** Opens the client for the first time. Answers whether the line held until all was told. */
  async begin() {
    const line = await this.#connect();
    if (!line) return false;
    const list = async () => (await this.#get('/conversations')).body;
    const people = async () => (await this.#get('/users')).body.users;
    await this.model.begin(list, people);
    return this.#line === line;
  }

  /** Comes back and catches up, with `limit` changes in a page. Answers whether the line held until all was told. */
  async comeBack(limit) {
    const held = await this.#catchUp(limit);
    if (!held) this.tally.cut += 1;
    return held;
  }

  async #catchUp(limit) {
    this.views = new Map();
    this.tally.back += 1;
    const line = await this.#connect();
    if (!line) return false;
    const overHttp = this.chance.one(3);
    let last = this.model.rev;
    const ask = async (since) => {
      const asked = overHttp
        ? this.#get(`/sync?since=${since}${limit ? `&limit=${limit}` : ''}`).then(({ body }) => body)
        : new Promise((resolve) => line.socket.emit('sync', { since, ...(limit && { limit }) }, resolve));
      const page = await inTime(Promise.race([asked, line.gone]), 'a page of sync');
      if (page === null || this.#line !== line) throw new Gone();
      assert.equal(page.success, true, JSON.stringify(page));
      assert.ok(page.rev >= last && (page.rev > last || !page.more), `a page leads from ${last} to ${page.rev}`);
      last = page.rev;
      this.#check(page, limit);
      return page;
    };
    try {
      await this.model.catchUp(ask);
      return this.#line === line;
    } catch (error) {
      if (this.#line !== line || error instanceof Gone) return false;
      throw error;
    }
  }

  #check({ changes, rev, more }, limit) {
    const reads = changes.reads.flatMap(({ ranges }) => ranges).length;
    this.tally.pages += 1;
    this.tally.changes += changes.messages.length + changes.users.length + changes.removed.length + reads;
    for (const conversation of changes.conversations) this.views.set(conversation._id, conversation);
    for (const id of changes.removed) this.views.delete(id);
    for (const change of [...changes.messages, ...changes.users]) assert.ok(change.rev <= rev, `${change.rev} in a page up to ${rev}`);
    if (more) assert.ok(changes.messages.length <= (limit ?? 200), `${changes.messages.length} messages in a page of ${limit}`);
  }

  /** Drops out, in one of the ways in which lines go down. */
  drop() {
    const line = this.#line;
    if (!line) return;
    this.#hangUp();
    if (this.chance.one(2)) line.leave();
    else line.socket.io.engine.close();
  }

  /** Waits until its model is as `condition` says, with nothing under way. */
  async until(condition, what) {
    let look;
    const met = new Promise((resolve) => {
      look = () => this.model.isSettled && condition(this.model) && resolve();
      this.#waiting.add(look);
      look();
    });
    await inTime(met, `${this.name}: ${what}`).finally(() => this.#waiting.delete(look));
  }
}

class Gone extends Error {}

/** The same numbers for the same seed. */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below `bound`. */
  below(bound) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  }

  /** True once in `times`. */
  one(times) {
    return this.below(times) === 0;
  }

  of(things) {
    return things[this.below(things.length)];
  }

  /** Up to `most` of them, in any order. */
  some(things, most) {
    const left = [...things];
    const count = Math.min(left.length, this.below(most + 1));
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0]);
  }
}
