// What people do in a chat, at random: everything that stores a change, well or badly asked for.

import assert from 'node:assert/strict';

const EMOJI = ['👍', '🎉', '😮'];
/** What somebody may be refused who asks for anything of anybody. */
const REFUSALS = ['forbidden', 'not_found', 'conflict', 'bad_request'];
/** Once in so many times somebody asks for what is none of their business. */
const MEDDLING = 10;

export class Deeds {
  /** Every conversation there ever was, and who takes part in it: `{ _id, type, members }`. */
  #conversations;
  #messages = [];
  #count = 0;
  /** How many deeds were done, and how many refused. */
  done = 0;
  refused = 0;

  /** `people` are `{ id, username, token }`, `hands` the lines that they act with, by their ids; all of them are in `general`. */
  constructor(parlor, people, hands, chance, general) {
    Object.assign(this, { parlor, people, hands, chance });
    this.#conversations = [{ ...general, members: new Set(people.map(({ id }) => id)) }];
  }

  /** Does something. Only what nobody should be refused is an error. */
  async any() {
    const who = this.chance.of(this.people);
    await this[this.chance.of(DEEDS)](who, this.hands.get(who.id));
  }

  /** Most of it happens where it happened last. */
  #lately(things, few) {
    return this.chance.one(3) ? this.chance.of(things) : things.at(-1 - this.chance.below(Math.min(few, things.length)));
  }

  #where(who, fits = () => true) {
    const fitting = this.#conversations.filter(fits);
    const theirs = this.chance.one(MEDDLING) ? fitting : fitting.filter(({ members }) => members.has(who.id));
    return this.#lately(theirs, 3) ?? { _id: 'conv_nothing', members: new Set() };
  }

  #message(who, fits = () => true) {
    if (this.chance.one(MEDDLING)) return this.#lately(this.#messages, 8) ?? { _id: 'msg_nothing' };
    const { _id } = this.#where(who);
    return this.#lately(this.#messages.filter((message) => message.conversationId === _id && fits(message)), 8) ?? { _id: 'msg_nothing' };
  }

  #someone() {
    return this.chance.of(this.people);
  }

  async #emit(line, event, payload) {
    const answer = await line.asks(event, payload);
    this.#tally(answer.success, answer, event);
    return answer;
  }

  /** Answers what was made, or null where that was refused. */
  async #call(who, method, path, body) {
    const answer = await this.parlor.api(who.token, method, path, body);
    this.#tally(answer.status < 300, answer.body, `${method} ${path}`);
    return answer.status < 300 ? answer.body ?? {} : null;
  }

  #tally(done, answer, what) {
    if (done) this.done += 1;
    else this.refused += 1;
    if (!done) assert.ok(REFUSALS.includes(answer.code), `${what}: ${JSON.stringify(answer)}`);
  }

  async send(who, line) {
    this.#count += 1;
    const called = this.chance.one(3) ? `@${this.chance.one(3) ? 'here' : this.#someone().username} ` : '';
    const { _id: conversationId } = this.#where(who);
    const replyTo = this.chance.one(4) ? this.#messages.findLast((message) => message.conversationId === conversationId)?._id : undefined;
    const clientId = this.chance.one(4) ? `${who.id}-${this.chance.below(60)}` : undefined;
    const content = `${called}${this.#count} ${'word '.repeat(this.chance.one(8) ? 900 : this.chance.below(6))}`;
    const { message } = await this.#emit(line, 'send_message', { conversationId, content, ...(replyTo && { replyTo }), ...(clientId && { clientId }) });
    if (message) this.#messages.push(message);
  }

  async edit(who, line) {
    const { _id: messageId } = this.#message(who, ({ sender }) => sender._id === who.id);
    await this.#emit(line, 'edit_message', { messageId, newContent: `edited ${(this.#count += 1)}` });
  }

  async delete(who, line) {
    const { _id: messageId } = this.#message(who, ({ sender }) => sender._id === who.id);
    await this.#emit(line, 'delete_message', { messageId });
  }

  async react(who, line) {
    const event = this.chance.one(3) ? 'remove_reaction' : 'add_reaction';
    await this.#emit(line, event, { messageId: this.#message(who)._id, emoji: this.chance.of(EMOJI) });
  }

  async pin(who, line) {
    await this.#emit(line, this.chance.one(3) ? 'unpin_message' : 'pin_message', { messageId: this.#message(who)._id });
  }

  async readSome(who, line) {
    const { _id: conversationId } = this.#where(who);
    const here = this.#messages.filter((message) => message.conversationId === conversationId);
    const messageIds = this.chance.some(here, 6).map(({ _id }) => _id);
    await this.#emit(line, 'mark_read', { conversationId, messageIds });
  }

  async readAll(who, line) {
    const { _id, conversationId = 'conv_nothing' } = this.#message(who);
    await this.#emit(line, 'mark_read', { conversationId, upTo: _id });
  }

  async type(who, line) {
    await this.#emit(line, 'typing', { conversationId: this.#where(who)._id, isTyping: this.chance.one(2) });
  }

  async create(who) {
    const others = this.chance.some(this.people, 3).map(({ id }) => id);
    const body = this.chance.one(3)
      ? { type: 'direct', participantIds: [this.#someone().id] }
      : { type: 'group', name: `Group ${(this.#count += 1)}`, participantIds: others };
    const made = await this.#call(who, 'POST', '/conversations', body);
    if (!made || this.#conversations.some(({ _id }) => _id === made._id)) return;
    this.#conversations.push({ ...made, members: new Set([who.id, ...body.participantIds]) });
  }

  async add(who) {
    const group = this.#where(who, isGroup);
    const userIds = this.chance.some(this.people, 3).map(({ id }) => id);
    if (await this.#call(who, 'POST', `/conversations/${group._id}/participants`, { userIds })) userIds.forEach((id) => group.members.add(id));
  }

  async remove(who) {
    const group = this.#where(who, isGroup);
    const { id } = this.#someone();
    if (await this.#call(who, 'DELETE', `/conversations/${group._id}/participants/${id}`)) group.members.delete(id);
  }

  async leave(who) {
    const group = this.#where(who, isGroup);
    if (await this.#call(who, 'POST', `/conversations/${group._id}/leave`)) group.members.delete(who.id);
  }

  async changeRole(who) {
    const role = this.chance.of(['owner', 'admin', 'member']);
    await this.#call(who, 'PATCH', `/conversations/${this.#where(who, isGroup)._id}/participants/${this.#someone().id}`, { role });
  }

  async rename(who) {
    const change = this.chance.one(2) ? { name: `Name ${(this.#count += 1)}` } : { topic: `Topic ${(this.#count += 1)}` };
    await this.#call(who, 'PATCH', `/conversations/${this.#where(who, isGroup)._id}`, change);
  }

  async renameOneself(who) {
    await this.#call(who, 'PATCH', '/users/me', { displayName: `${who.username} the ${(this.#count += 1)}th` });
  }

  async notify(who) {
    const level = this.chance.of(['all', 'mentions', 'none']);
    await this.#call(who, 'PUT', `/conversations/${this.#where(who)._id}/notifications`, { level });
  }

  /** Somebody new, who is seen and then says nothing. */
  async newcomer() {
    await this.parlor.register('eve');
  }
}

/** Nobody leaves the room in which the end is told. */
const isGroup = ({ type }) => type === 'group';

/** Each as often as it happens, about. */
const DEEDS = Object.entries({
  send: 60, edit: 20, delete: 12, react: 25, pin: 10, readSome: 20, readAll: 20, type: 5, create: 12,
  add: 18, remove: 8, leave: 8, changeRole: 8, rename: 10, renameOneself: 6, notify: 6, newcomer: 1,
}).flatMap(([deed, often]) => Array.from({ length: often }, () => deed));
