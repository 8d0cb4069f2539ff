// A crowd in one room. Its people sit in several processes (voices.mjs), so that it is the server that is busy.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A bound that makes a failure, never a pause. Milliseconds. */
const LIMIT = 150_000;

/** The people of one process. */
class Part {
  said = {};
  #waiting = new Set();

  constructor(people) {
    this.people = people;
    this.process = fork(new URL('voices.mjs', import.meta.url), { serialization: 'advanced' });
    const note = (said) => {
      Object.assign(this.said, said);
      for (const look of this.#waiting) look();
    };
    this.process.on('message', note);
    this.process.once('exit', (code, signal) => note({ exit: code ?? signal }));
  }

  /** Waits for a condition on what this process said, looking again whenever it says something. */
  until(condition) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { fault, exit } = this.said;
        if (fault) reject(new Error(fault));
        else if (exit !== undefined) reject(new Error(`a part of the crowd ended with ${exit}`));
        else if (condition(this.said)) resolve();
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  async does(name, argument) {
    this.process.send({ name, argument });
    await this.until((said) => name in said);
    return this.said[name];
  }
}

export class Crowd {
  #messages;

  /** Groups of people `{ token, username, transport }`, each in a process of its own. */
  constructor(groups) {
    this.parts = groups.map((people) => new Part(people));
    this.people = groups.flat();
  }

  /** All are in; each is going to say so many `messages` in the conversation, of which `window` are unanswered at a time. */
  async arrive(parlor, conversation, { messages, window = messages, padding = '' }) {
    this.#messages = messages;
    this.total = this.people.length * messages;
    const plan = { address: parlor.address, conversation: conversation._id, messages, window, padding, total: this.total };
    await this.inTime(Promise.all(this.parts.map((part) => part.does('arrive', { people: part.people, plan }))), 'arriving');
  }

  /** Resolves when all were answered everything, and know everything that was said. */
  talk(parts = this.parts) {
    const over = this.inTime(Promise.all(parts.map((part) => part.does('talk'))), 'talking');
    // Nobody may be waiting yet when it fails.
    over.catch(() => {});
    return over;
  }

  /** Resolves when this share of all messages was acknowledged. */
  async acknowledged(share, parts = this.parts) {
    const sum = () => parts.reduce((sum, { said }) => sum + (said.acknowledged ?? 0), 0);
    const enough = () => sum() >= share * this.#messages * parts.flatMap(({ people }) => people).length;
    await this.inTime(Promise.race(parts.map((part) => part.until(enough))), 'being answered');
  }

  async inTime(promise, what) {
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, LIMIT)));
    if ((await Promise.race([promise, late]).finally(() => clearTimeout(timer))) !== LIMIT) return;
    // Whoever was put to sleep has to report too.
    for (const part of this.parts) part.process.kill('SIGCONT');
    const { voices } = await this.report();
    const stuck = voices.filter(({ known, answered }) => known < this.total || answered < this.#messages);
    const shown = stuck.slice(0, 3).map(({ answers, ...voice }) => JSON.stringify(voice));
    throw new Error(`${what}: not within ${LIMIT / 1000} s; ${stuck.length} wait, among them ${shown.join(', ')}`);
  }

  async report() {
    const reports = await Promise.all(this.parts.map((part) => part.does('report')));
    return { voices: reports.flatMap(({ voices }) => voices), orders: reports.map(({ order }) => order) };
  }

  /** What each heard and was answered agrees with the others and with the history: everything once, in one order. */
  async agrees(parlor, conversation) {
    const { voices, orders } = await this.report();
    const history = await parlor.history(this.people[0], conversation);
    assert.deepEqual(history.map(({ seq }) => seq), Array.from({ length: this.total }, (_, at) => at + 1));
    assert.equal(new Set(history.map(({ _id }) => _id)).size, this.total);
    const stored = history.map(({ _id, content }) => [_id, content.split(' ')[0], Number(content.split(' ')[1])]);
    for (const order of orders) assert.deepEqual(order.slice(1), stored);
    for (const voice of voices) {
      const own = history.filter(({ sender }) => sender.username === voice.username);
      assert.deepEqual(own.map(({ clientId }) => clientId), Array.from({ length: this.#messages }, (_, number) => `${conversation._id} ${number}`));
      assert.deepEqual(voice.answers, own.map(({ _id, seq }) => [_id, seq]), voice.username);
      assert.equal(voice.known, this.total);
      if (voice.ends.length === 0) assert.equal(voice.heard, this.total, voice.username);
    }
    return voices;
  }

  async leave() {
    for (const { process, said } of this.parts) {
      if ('exit' in said) continue;
      const gone = once(process, 'exit');
      process.kill('SIGKILL');
      await gone;
    }
  }
}
