// Whoever was away has, after catching up, what somebody has who never left, and what history says.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Deeds } from './deeds.mjs';
import { Chance, Device } from './device.mjs';
import { Parlor } from './parlor.mjs';

/** Seeds of stories that are told each time, beside one that is new. `SEED=7` or `SEEDS=1-500` tells others. */
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

const LIMITS = [1, 2, 3, 7, 50, undefined];

/** People do as they like, and their phones and tablets come and go; answers what happened, in words. */
async function story({ house, seed, rounds = 100 }) {
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
        if (chance.one(10)) each.forget();
        // While it catches up, the others go on.
        const back = each.comeBack(chance.of(LIMITS)).catch((error) => errors.push(error)).finally(() => underWay.delete(each));
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

describe('Somebody was away and catches up', () => {
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
