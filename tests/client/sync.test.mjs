// Whoever was away has, after catching up, what somebody has who never left, and what history says.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Deeds } from './deeds.mjs';
import { Chance, Device } from './device.mjs';
import { Model } from './model.mjs';
import { Parlor, assertFailure } from './parlor.mjs';

/** Seeds of stories that are told each time, beside one that is new. `SEED=7` or `SEEDS=1-500` tells others, `ROUNDS=1000` longer ones. */
function seeds() {
  if (process.env.SEED) return [Number(process.env.SEED)];
  const [first, last] = (process.env.SEEDS ?? '').split('-').map(Number);
  if (last) return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return [1, 2, 3, Math.floor(Math.random() * 2 ** 31)];
}

const byId = (list, key) => Object.fromEntries(list.map((each) => [key(each), each]));
const sorted = (list, key) => [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));

/** In an order of its own, and without presence, which is told anew on every line. */
const plainMessage = (message) => message && { ...message, readBy: sorted(message.readBy, ({ user }) => user) };
const plainUser = ({ status, lastSeen, ...user }) => user;
function plainConversation({ lastMessage, participants, ...conversation }) {
  return { ...conversation, participants: sorted(participants, ({ user }) => user._id), lastMessage: plainMessage(lastMessage) };
}

/** What the server says: everything there is for one person. */
async function truth(parlor, person) {
  const { conversations } = await parlor.call(person.token, 'GET', '/conversations');
  const { users } = await parlor.call(person.token, 'GET', '/users');
  const histories = {};
  for (const { _id } of conversations) histories[_id] = (await parlor.history(person, { _id })).map(plainMessage);
  const plain = byId(conversations.map(plainConversation), ({ _id }) => _id);
  return { conversations: plain, histories, users: byId(users.map(plainUser), ({ _id }) => _id) };
}

/** The same, as a device has it. */
function knowledge({ model }) {
  const histories = {};
  const conversations = {};
  for (const [id, conversation] of model.conversations) {
    histories[id] = sorted(model.messages.get(id).values(), ({ seq }) => seq).map(plainMessage);
    conversations[id] = plainConversation({ ...conversation, lastMessage: histories[id].at(-1) ?? null });
  }
  return { conversations, histories, users: byId([...model.users.values()].map(plainUser), ({ _id }) => _id) };
}

function assertSame(device, known, told) {
  for (const part of ['users', 'conversations', 'histories']) {
    assert.deepEqual(Object.keys(known[part]).sort(), Object.keys(told[part]).sort(), `${device.name}: which ${part}`);
    for (const id of Object.keys(told[part])) assert.deepEqual(known[part][id], told[part][id], `${device.name}: ${part} ${id}`);
  }
}

/** Five people, the line that each acts with, and the room that they are all in. */
class House {
  static async open() {
    const house = new House();
    house.parlor = await Parlor.open();
    house.people = [house.parlor.owner];
    for (const name of ['ann', 'bo', 'cy', 'di']) house.people.push(await house.parlor.register(name));
    house.general = await house.parlor.general(house.parlor.owner);
    house.hands = new Map();
    for (const person of house.people) house.hands.set(person.id, await house.parlor.connect(person.token));
    return house;
  }

  close() {
    return this.parlor.close();
  }

  /** Waits until each device heard of a last message, and compares everything with what the server says. */
  async compare(devices) {
    const last = await this.hands.get(this.parlor.owner.id).says(this.general, 'the end');
    for (const device of devices) await device.until(({ messages }) => messages.get(this.general._id)?.has(last._id), 'hearing the end');
    for (const person of this.people) {
      const told = await truth(this.parlor, person);
      for (const device of devices.filter((each) => each.person === person)) assertSame(device, knowledge(device), told);
    }
  }

  /** Comes back while nothing happens: what it was told is how things are, and the newest view of each conversation too. */
  async comeBackInPeace(device, limit) {
    assert.ok(await device.comeBack(limit), `${device.name}: the line went down by itself`);
    const told = await truth(this.parlor, device.person);
    assertSame(device, knowledge(device), told);
    for (const [id, view] of device.views) assert.deepEqual(plainConversation(view), told.conversations[id], `${device.name}: view of ${id}`);
  }
}

const ROUNDS = Number(process.env.ROUNDS ?? 50);
const LIMITS = [1, 2, 3, 7, 50, undefined];

/** People do as they like, and their phones and tablets come and go; answers what happened, in words. */
async function story({ house, seed, rounds = ROUNDS }) {
  const { parlor, people, hands, general } = house;
  const chance = new Chance(seed);
  const deeds = new Deeds(parlor, people, hands, chance, general);
  const device = (person, name) => new Device(parlor, person, name, new Chance(chance.below(2 ** 31)));
  const steady = people.map((person) => device(person, 'desk'));
  const restless = people.flatMap((person) => [device(person, 'phone'), device(person, 'tablet')]);
  await Promise.all([...steady, ...restless].map((each) => each.begin()));
  const underWay = new Map();
  const errors = [];
  for (let round = 0; round < rounds && errors.length === 0; round += 1) {
    const doing = Array.from({ length: 1 + chance.below(6) }, () => deeds.any());
    for (const each of restless) {
      if (each.isThere) {
        if (chance.one(4)) each.drop();
      } else if (!underWay.has(each) && chance.one(4)) {
        const anew = chance.one(6);
        if (anew) each.forget();
        // While it catches up, the others go on.
        const back = (anew && chance.one(2) ? each.begin() : each.comeBack(chance.of(LIMITS))).catch((error) => errors.push(error)).finally(() => underWay.delete(each));
        underWay.set(each, back);
      }
    }
    await Promise.all(doing);
  }
  await Promise.all(underWay.values());
  if (errors.length) throw errors[0];
  for (const each of restless) if (!each.isThere) await house.comeBackInPeace(each, chance.of(LIMITS));
  await house.compare([...steady, ...restless]);
  const sum = (what) => restless.reduce((total, { tally }) => total + tally[what], 0);
  return `${deeds.done} deeds, ${deeds.refused} refused; they came back ${sum('back')} times, ${sum('cut')} of them in vain, and were told ${sum('changes')} changes in ${sum('pages')} pages`;
}

// They wait more than they work: two at a time.
describe('Somebody was away and catches up', { concurrency: 2 }, () => {
  for (const seed of seeds()) {
    test(`five people do as they like, their phones come and go: in the end everybody knows the same (seed ${seed})`, async (t) => {
      const house = await House.open();
      const told = await story({ house, seed })
        .catch((error) => {
          error.message = `SEED=${seed} tells this story again.\n${error.message}`;
          throw error;
        })
        .finally(() => house.close());
      t.diagnostic(told);
    });
  }
});

describe('What sync tells', () => {
  let house;
  let parlor;
  before(async () => {
    house = await House.open();
    ({ parlor } = house);
  });
  after(() => house?.close());

  const device = (person, name, seed = 1) => new Device(parlor, person, name, new Chance(seed));
  const revOf = async (person) => (await parlor.call(person.token, 'GET', '/conversations')).rev;
  const group = (owner, name, others) => parlor.call(owner.token, 'POST', '/conversations', { type: 'group', name, participantIds: others.map(({ id }) => id) });

  test("Ann's phone misses more than 5,000 changes, and one more device begins with nothing: both have all of it, while the talk goes on", async (t) => {
    const [, ann, bo, cy] = house.people;
    const boat = await group(ann, 'Boat', [bo, cy]);
    const [a, b] = [house.hands.get(ann.id), house.hands.get(bo.id)];
    const phone = device(ann, 'phone', 2);
    const desk = device(bo, 'desk', 3);
    await Promise.all([phone.begin(), desk.begin()]);
    phone.drop();
    const said = [];
    const inBatches = async (count, deed) => {
      for (let from = 0; from < count; from += 100) await Promise.all(Array.from({ length: Math.min(100, count - from) }, (_, at) => deed(from + at)));
    };
    await inBatches(5_000, async (number) => {
      said.push(await (number % 3 ? a : b).says(boat, `${number}`));
    });
    await inBatches(700, (number) => {
      const { _id: messageId, sender } = said[number * 5];
      return (sender._id === ann.id ? a : b).does('edit_message', { messageId, newContent: `${number}, or so` });
    });
    await inBatches(500, (number) => a.does('add_reaction', { messageId: said[number * 7]._id, emoji: '👍' }));
    await inBatches(100, (number) => b.does('delete_message', { messageId: said.filter(({ sender }) => sender._id === bo.id)[number * 11]._id }));
    await b.does('mark_read', { conversationId: boat._id, upTo: said.at(-1)._id });
    const tablet = device(ann, 'tablet', 4);
    const backs = Promise.all([phone.comeBack(), tablet.comeBack(500)]);
    await inBatches(300, (number) => (number % 2 ? a : b).says(boat, `meanwhile ${number}`));
    assert.deepEqual(await backs, [true, true]);
    assert.ok(phone.tally.changes > 5_000, `${phone.tally.changes} changes`);
    await house.compare([phone, tablet, desk]);
    t.diagnostic(`the phone was told ${phone.tally.changes} changes in ${phone.tally.pages} pages, the tablet ${tablet.tally.changes} in ${tablet.tally.pages}`);
  });

  test('Cy is removed while he is away: he is told that, and nothing of what was said behind his back; a stranger is told nothing at all', async () => {
    const [, ann, bo, cy, di] = house.people;
    const boat = await group(ann, 'Boat', [bo, cy]);
    const hands = house.hands.get(ann.id);
    const phone = device(cy, 'phone', 5);
    await phone.begin();
    await phone.until(({ conversations }) => conversations.has(boat._id), 'hearing of the boat');
    phone.drop();
    const since = phone.model.rev;
    await parlor.call(ann.token, 'DELETE', `/conversations/${boat._id}/participants/${cy.id}`);
    const secret = await hands.says(boat, 'behind his back');
    await hands.does('add_reaction', { messageId: secret._id, emoji: '🎉' });
    const page = await parlor.call(cy.token, 'GET', `/sync?since=${since}`);
    assert.deepEqual(page.changes.removed, [boat._id]);
    for (const part of ['conversations', 'messages', 'reads', 'purged']) assert.deepEqual(page.changes[part], [], part);
    assert.equal(page.more, false);
    await phone.comeBack();
    assert.ok(!phone.model.conversations.has(boat._id));

    const whole = await parlor.call(di.token, 'GET', '/sync?since=0&limit=500');
    assert.equal(whole.more, false);
    assert.ok(!JSON.stringify(whole).includes(boat._id));
    assert.ok(!JSON.stringify(whole).includes('behind his back'));
  });

  test('Cy is brought into a conversation: he is told of it and of what is new, and history has the rest', async () => {
    const [, ann, bo, cy] = house.people;
    const boat = await group(ann, 'Boat', [bo]);
    const hands = house.hands.get(ann.id);
    const old = await hands.says(boat, 'long ago');
    const since = await revOf(cy);
    await parlor.call(ann.token, 'POST', `/conversations/${boat._id}/participants`, { userIds: [cy.id] });
    const fresh = await hands.says(boat, 'welcome');
    const { changes } = await parlor.call(cy.token, 'GET', `/sync?since=${since}`);
    assert.deepEqual(changes.messages.map(({ _id }) => _id), [fresh._id]);
    const [view] = changes.conversations;
    assert.deepEqual(view, await parlor.call(cy.token, 'GET', `/conversations/${boat._id}`));
    assert.deepEqual([view.unreadCount, view.lastMessage._id, view.participantCount], [2, fresh._id, 3]);
    const history = await parlor.history(cy, boat);
    assert.deepEqual(history.map(({ _id }) => _id), [old._id, fresh._id]);
  });

  test('Bo leaves and comes back between two pages: what he was not told while he was out is not missing', async () => {
    const [, ann, bo] = house.people;
    const boat = await group(ann, 'Boat', [bo]);
    const hands = house.hands.get(ann.id);
    const get = (path) => parlor.call(bo.token, 'GET', path);
    const first = await hands.says(boat, 'first');
    const model = new Model(bo.id, (id, before) => get(`/conversations/${id}/messages?limit=200${before ? `&before=${before}` : ''}`));
    await model.begin(() => get('/conversations'), async () => (await get('/users')).users);
    model.lost();
    await hands.does('edit_message', { messageId: first._id, newContent: 'first of all' });
    await hands.says(house.general, 'elsewhere');
    let pages = 0;
    await model.catchUp(async (since) => {
      pages += 1;
      // The edit is in reach of the page that is read while he takes no part, and of that page alone.
      if (pages === 1) await parlor.call(bo.token, 'POST', `/conversations/${boat._id}/leave`);
      const page = await get(`/sync?since=${since}&limit=1`);
      if (pages === 1) await parlor.call(ann.token, 'POST', `/conversations/${boat._id}/participants`, { userIds: [bo.id] });
      return page;
    });
    assert.equal(model.messages.get(boat._id).get(first._id).content, 'first of all');
    assertSame({ name: 'Bo' }, knowledge({ model }), await truth(parlor, bo));
  });

  test('a number that is none is refused, and so is one that the server has not come to', async () => {
    const [, ann] = house.people;
    const hands = house.hands.get(ann.id);
    const rev = await revOf(ann);
    for (const since of [-1, 1.5, '7', null, undefined, 1e30]) {
      const answer = await hands.asks('sync', { since });
      assertFailure(answer, 'bad_request');
      assert.equal(answer.field, 'since', String(since));
    }
    for (const since of ['-1', '1.5', 'x', '']) {
      const { status, body } = await parlor.api(ann.token, 'GET', `/sync?since=${since}`);
      assert.deepEqual([status, body.code, body.field], [400, 'bad_request', 'since'], since);
    }
    for (const limit of [0, -3, 'x']) assert.equal((await hands.asks('sync', { since: 0, limit })).field, 'limit');
    const beyond = await hands.asks('sync', { since: rev + 1000 });
    assertFailure(beyond, 'conflict');
    assert.match(beyond.message, /begin at 0/);
    hands.socket.emit('sync', { since: -1 });
    assertFailure(await hands.hears('error', ({ event }) => event === 'sync'), 'bad_request');
    const now = await hands.does('sync', { since: rev });
    assert.deepEqual(now, { success: true, changes: { conversations: [], messages: [], users: [], reads: [], removed: [], purged: [] }, rev, more: false });
    assert.equal((await parlor.api(null, 'GET', '/sync?since=0')).status, 401);
  });

  test("the line breaks, the server dies and starts again: Ann's client comes back by itself, joins and catches up each time", async () => {
    const [, ann, bo] = house.people;
    const boat = await group(ann, 'Boat', [bo]);
    const history = (id, before) => parlor.call(ann.token, 'GET', `/conversations/${id}/messages?limit=200${before ? `&before=${before}` : ''}`);
    const line = parlor.dial(ann.token, { reconnection: true, reconnectionDelay: 20, reconnectionDelayMax: 50 });
    const model = new Model(ann.id, history, () => line.note('model'));
    line.socket.onAny((event, payload) => model.hear(event, payload));
    line.socket.on('disconnect', () => model.lost());
    let lines = 0;
    line.socket.on('connect', async () => {
      lines += 1;
      const ids = [...model.conversations.keys()];
      const { joined } = await line.asks('join_conversations', ids);
      if (lines > 1) assert.deepEqual(joined, ids);
      await model.catchUp((since) => line.asks('sync', { since }));
    });
    line.socket.connect();
    const knows = (message) => line.until(() => model.isSettled && model.messages.get(boat._id)?.has(message._id), `knowing ${message.content}`);
    const say = (content) => parlor.call(bo.token, 'POST', `/conversations/${boat._id}/messages`, { content });
    await knows(await say('one'));
    line.socket.io.engine.close();
    await knows(await say('two'));
    assert.equal(lines, 2);
    const three = await say('three');
    await parlor.kill();
    await parlor.start();
    await knows(three);
    await knows(await say('four'));
    assert.equal(lines, 3);
    const words = sorted(model.messages.get(boat._id).values(), ({ seq }) => seq).map(({ content }) => content);
    assert.deepEqual(words, ['one', 'two', 'three', 'four']);
  });
});
