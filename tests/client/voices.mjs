// Some of a crowd, in a process of their own. Each talks over one transport and writes down what it hears; as clients should,
// they come back by themselves, send again what was not answered, and read in the history what they missed.

import { NodeWebSocket, NodeXHR, io } from 'socket.io-client';

let talk;
const talking = new Promise((resolve) => (talk = resolve));

/** The official transport, but its probe waits until everybody talks. */
class LateWebSocket extends NodeWebSocket {
  doOpen() {
    talking.then(() => this.readyState === 'opening' && super.doOpen());
  }
}

const TRANSPORTS = { websocket: ['websocket'], polling: ['polling'], upgrade: [NodeXHR, LateWebSocket] };

/** What stands at each seq, as the first one here to hear of it has it: `[_id, who, number]`. */
const order = [];
let acknowledged = 0;

class Voice {
  /** Why its transport ended, each time. */
  ends = [];
  /** `[_id, seq]` by the number of its own message. */
  answers = [];
  answered = 0;
  sent = 0;
  sentAgain = 0;
  lastAnswered = -1;
  /** Seqs, as they came from the server unasked. */
  live = [];
  /** Everything up to this seq is known, live or from history. */
  known = 0;
  /** How much was heard over polling. */
  beforeUpgrade = null;

  constructor(person, plan) {
    Object.assign(this, person, { plan });
    this.settled = new Promise((resolve) => (this.settle = resolve));
    this.socket = io(plan.address, {
      auth: { token: person.token },
      forceNew: true,
      transports: TRANSPORTS[person.transport],
      reconnectionDelay: 100,
      reconnectionDelayMax: 1_000,
    });
    this.socket.on('receive_message', ({ message }) => this.hear(message));
    this.socket.on('disconnect', (reason) => this.ends.push(reason));
    this.socket.on('error', (failure) => this.fault(`error ${JSON.stringify(failure)}`));
  }

  /** Something that must not be. */
  fault(what) {
    process.send({ fault: `${this.username}, ${this.transport}: ${what}` });
  }

  async arrive() {
    await new Promise((resolve) => this.socket.once('connect', resolve));
    this.socket.on('connect', () => this.comeBack());
    this.socket.io.engine.once('upgrade', () => (this.beforeUpgrade = this.live.length));
  }

  comeBack() {
    this.lastAnswered = -1;
    for (let number = 0; number < this.sent; number += 1) {
      if (this.answers[number]) continue;
      this.sentAgain += 1;
      this.send(number);
    }
    this.catchUp();
  }

  talk() {
    while (this.sent < Math.min(this.plan.window, this.plan.messages)) this.send(this.sent++);
  }

  send(number) {
    // Nobody may use one in two rooms.
    const clientId = `${this.plan.conversation} ${number}`;
    const content = `${this.username} ${number} ${this.plan.padding}`;
    this.socket.emit('send_message', { conversationId: this.plan.conversation, content, clientId }, (answer) => {
      if (!answer.success) return this.fault(`${number}: ${JSON.stringify(answer)}`);
      if (this.answers[number]) return this.fault(`${number} was answered twice`);
      if (number < this.lastAnswered) this.fault(`${number} was answered after ${this.lastAnswered}`);
      this.lastAnswered = number;
      this.answers[number] = [answer.message._id, answer.message.seq];
      this.answered += 1;
      acknowledged += 1;
      process.send({ acknowledged });
      if (this.sent < this.plan.messages) this.send(this.sent++);
      this.look();
    });
  }

  hear(message) {
    const last = this.live.at(-1) ?? 0;
    // Whoever was never away hears everything, from the first message on.
    const fits = this.ends.length ? message.seq > last : message.seq === last + 1;
    if (!fits) this.fault(`${message.seq} was heard next to ${last}`);
    this.live.push(message.seq);
    this.note(message);
    this.look();
  }

  note({ _id, seq, content }) {
    const [who, number] = content.split(' ');
    order[seq] ??= [_id, who, Number(number)];
    const [sameId, ...same] = order[seq];
    if (_id !== sameId || who !== same[0] || Number(number) !== same[1]) this.fault(`another message at ${seq}`);
    if (seq === this.known + 1) this.known = seq;
  }

  /** From the newest message back to the last one that is known. */
  async catchUp() {
    const missed = [];
    for (let more = true; more; ) {
      const before = missed.length ? `&before=${missed[0]._id}` : '';
      const answer = await fetch(`${this.plan.address}/api/conversations/${this.plan.conversation}/messages?limit=200${before}`, {
        headers: { authorization: `Bearer ${this.token}` },
      }).catch(() => null);
      // The server waits five seconds for whoever has connected, and this process may be busy for longer.
      if (!answer) continue;
      if (!answer.ok) return this.fault(`history: ${answer.status}`);
      const { messages, hasBefore } = await answer.json();
      missed.unshift(...messages);
      more = hasBefore && missed[0].seq > this.known + 1;
    }
    missed.forEach((message) => this.note(message));
    // What came live in the meantime goes on from there.
    for (const seq of this.live) if (seq === this.known + 1) this.known = seq;
    this.look();
  }

  look() {
    if (this.answered === this.plan.messages && this.known === this.plan.total) this.settle();
  }

  report() {
    const { username, transport, ends, answers, answered, sentAgain, live, known, beforeUpgrade } = this;
    const over = this.socket.io.engine.transport.name;
    return { username, transport, over, ends, answers, answered, sentAgain, heard: live.length, known, beforeUpgrade };
  }
}

let voices = [];
const orders = {
  async arrive({ people, plan }) {
    voices = people.map((person) => new Voice(person, plan));
    await Promise.all(voices.map((voice) => voice.arrive()));
  },
  async talk() {
    talk();
    voices.forEach((voice) => voice.talk());
    await Promise.all(voices.map((voice) => voice.settled));
  },
  report: () => ({ voices: voices.map((voice) => voice.report()), order }),
};

process.on('message', async ({ name, argument }) => {
  process.send({ [name]: (await orders[name](argument)) ?? true });
});
// However the test ended.
process.on('disconnect', () => process.exit());
