// Limits that somebody has set, as people meet them.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, eventually, inTime } from './parlor.mjs';

describe('A small house behind a proxy', () => {
  let parlor;
  before(async () => {
    const rates = ['--send-rate', '2/h', '--change-rate', '1/h', '--sign-in-rate', '2/h', '--account-rate', 'none'];
    const caps = ['--max-connections-per-user', '1', '--max-connections-per-address', '2', '--body-timeout', '3s'];
    const rules = ['--registration', 'open', '--no-mdns', '--trusted-proxies', '127.0.0.1,10.0.0.0/8'];
    parlor = await Parlor.open({ options: [...rules, ...rates, ...caps] });
  });
  after(() => parlor?.close());

  test('Ann sends what she may, by whatever door, and hears how long to wait', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    const message = await a.says(conversation, 'one', { clientId: 'one' });
    await parlor.call(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { content: 'two' });
    const refused = await a.asks('send_message', { conversationId: conversation._id, content: 'three' });
    assertFailure(refused, 'rate_limited');
    assert.ok(refused.retryAfter > 60, JSON.stringify(refused));
    const again = await a.says(conversation, 'one', { clientId: 'one' });
    assert.equal(again._id, message._id, 'what is stored is hers to hear of, however often she asks');
    const edited = await parlor.api(ann.token, 'PATCH', `/messages/${message._id}`, { newContent: 'eins' });
    assert.equal(edited.status, 200, JSON.stringify(edited));
    assertFailure(await a.asks('delete_message', { messageId: message._id }), 'rate_limited');
    assert.equal((await parlor.history(bo, conversation)).length, 2);

    const second = parlor.dial(ann.token);
    const error = new Promise((resolve) => second.socket.once('connect_error', resolve));
    second.socket.connect();
    assertFailure((await inTime(error, 'being refused')).data, 'rate_limited');
    a.leave();
  });

  test('everybody behind the proxy has their own tries to sign in, and nobody gets more by making up addresses', async () => {
    const dan = await parlor.register('dan');
    const signIn = async (from) => {
      const body = JSON.stringify({ username: dan.username, password: PASSWORD });
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': from };
      return (await fetch(`${parlor.address}/api/auth/login`, { method: 'POST', headers, body })).status;
    };
    assert.equal(await signIn('203.0.113.9'), 200);
    assert.equal(await signIn('1.2.3.4, 203.0.113.9'), 200);
    assert.equal(await signIn('203.0.113.9, 10.0.0.7'), 429, 'Mallory has had two');
    assert.equal(await signIn('203.0.113.10'), 200, 'Dan has not');
  });

  test('everybody behind the proxy has their own sockets', async () => {
    const people = [await parlor.register('eve'), await parlor.register('fay')];
    const from = (address) => ({ transports: ['websocket'], extraHeaders: { 'x-forwarded-for': address } });
    for (const person of people) await parlor.connect(person.token, from('203.0.113.20'));
    const third = parlor.dial(parlor.owner.token, from('203.0.113.20'));
    const error = new Promise((resolve) => third.socket.once('connect_error', resolve));
    third.socket.connect();
    assert.equal((await inTime(error, 'being refused')).type, 'TransportError', 'one too many');
    await parlor.connect(parlor.owner.token, from('203.0.113.21'));
  });

  test('a body that pauses is given up when the house says so', async () => {
    const socket = connect(Number(new URL(parlor.address).port), '127.0.0.1');
    socket.write('POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{');
    const [answer] = await inTime(once(socket, 'data'), 'an answer');
    assert.match(String(answer), /^HTTP\/1\.1 408 /);
    socket.destroy();
  });
});

describe('A system that lets a program open few files unless it asks for more', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ under: ['sh', '-c', 'ulimit -Sn 64 && exec "$@"', 'sh'] })));
  after(() => parlor?.close());

  test('a hundred people at once are answered', async () => {
    const visitors = Array.from({ length: 100 }, () => connect(parlor.port, '127.0.0.1'));
    try {
      const answers = visitors.map((visitor) => once(visitor, 'data'));
      for (const visitor of visitors) visitor.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      for (const [answer] of await inTime(Promise.all(answers), 'a hundred answers')) assert.match(String(answer), /^HTTP\/1\.1 200 /);
    } finally {
      for (const visitor of visitors) visitor.destroy();
    }
  });
});

describe('A house with room for ten connections', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ options: ['--registration', 'open', '--no-mdns', '--max-connections', '10', '--write-timeout', '2s'] })));
  after(() => parlor?.close());

  /** Connections that ask for the same thing at once, and the beginning of what each is answered. They are left open. */
  async function ask(many, path, headers = '') {
    const visitors = Array.from({ length: many }, () => connect(parlor.port, '127.0.0.1').on('error', () => {}));
    const answers = visitors.map((visitor) => once(visitor, 'data').then(([data]) => Number(String(data).split(' ')[1])));
    for (const visitor of visitors) visitor.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    const statuses = await inTime(Promise.all(answers), 'answers');
    return { visitors, statuses };
  }

  test('whoever asks for a file and takes nothing of it makes room for others after a while', async () => {
    const ann = await parlor.register('ann');
    const file = await parlor.upload(ann, 'long.txt', Buffer.alloc(20_000_000, 'x'));
    const { visitors, statuses } = await ask(10, file.fileUrl, `Authorization: Bearer ${ann.token}\r\n`);
    try {
      for (const visitor of visitors) visitor.pause();
      assert.ok(statuses.filter((status) => status === 200).length >= 8, String(statuses));
      const isServed = async (many) => {
        const { visitors, statuses } = await ask(many, '/healthz');
        for (const visitor of visitors) visitor.destroy();
        return statuses.every((status) => status === 200);
      };
      assert.equal(await isServed(8), false, 'there is room for ten');
      await eventually(() => isServed(8), 'there is room again');
    } finally {
      for (const visitor of visitors) visitor.destroy();
    }
  });
});
