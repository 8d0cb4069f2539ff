// Machines that are told: what goes out, to whom, how often, and above all where it does not go.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Parlor, assertFailure } from './parlor.mjs';
import { Receiver, assertSigned } from './receiver.mjs';

const run = promisify(execFile);

/** Whoever asked a proxy would find nobody there. */
const PROXIES = Object.fromEntries(['http_proxy', 'HTTP_PROXY', 'https_proxy', 'all_proxy', 'ALL_PROXY'].map((name) => [name, 'http://127.0.0.1:9']));

/** A certificate authority of our own, and certificates for this machine from it and from nobody. */
async function certificates(directory) {
  const path = (name) => join(directory, name);
  const openssl = (...words) => run('openssl', words, { cwd: directory });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  await writeFile(path('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  await writeFile(path('others'), 'subjectAltName=DNS:elsewhere.example');
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Ours', '-addext', 'keyUsage=critical,keyCertSign');
  await openssl('req', '-x509', ...key, '-keyout', 'self.key', '-out', 'self.pem', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1');
  for (const [name, names] of [['good', 'names'], ['other', 'others']]) {
    await openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=x');
    await openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', names, '-out', `${name}.pem`);
  }
  const pair = async (name) => ({ key: await readFile(path(`${name}.key`)), cert: await readFile(path(`${name}.pem`)) });
  return { authority: path('ca.pem'), good: await pair('good'), self: await pair('self'), other: await pair('other') };
}

describe('Webhooks', () => {
  let parlor, owner, directory, keys;
  const receivers = [];
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'parlor-keys-'));
    keys = await certificates(directory);
    parlor = await Parlor.open({ env: { ...PROXIES, SSL_CERT_FILE: keys.authority } });
    owner = parlor.owner;
  });
  after(async () => {
    await parlor.close();
    for (const receiver of receivers) await receiver.close().catch(() => {});
    await rm(directory, { recursive: true, force: true });
  });

  const allow = (...webhookAddresses) => parlor.call(owner.token, 'PATCH', '/admin/settings', { webhookAddresses });

  async function receiver(keys) {
    const opened = await Receiver.open(keys);
    receivers.push(opened);
    return opened;
  }

  /** A bot with a token. */
  async function bot(username) {
    const user = await parlor.call(owner.token, 'POST', '/admin/bots', { username });
    const { token } = await parlor.call(owner.token, 'POST', `/admin/bots/${user._id}/tokens`, { name: 'x' });
    return { id: user._id, username, token };
  }

  let number = 0;
  /** Ann and Bo in a room with a bot, a receiver that is allowed, and a webhook between them. */
  async function kitchen(more = {}, keys) {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const cook = await bot(`cook${(number += 1)}`);
    const room = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Kitchen', participantIds: [bo.id, cook.id] });
    const ear = await receiver(keys);
    await allow('127.0.0.1');
    const settings = { name: 'Cook', botId: cook.id, conversationId: room._id, trigger: 'message', url: ear.url, ...more };
    const webhook = await parlor.call(owner.token, 'POST', '/admin/webhooks', settings);
    const say = (content, who = ann, where = room) => parlor.call(who.token, 'POST', `/conversations/${where._id}/messages`, { content });
    return { ann, bo, cook, room, ear, webhook, say };
  }

  /** The next request waits for its answer, until what is answered here is called with it. */
  function hold(ear) {
    let release;
    ear.answers.push(new Promise((resolve) => (release = resolve)));
    return release;
  }

  const webhookNow = async ({ _id }) => (await parlor.call(owner.token, 'GET', '/admin/webhooks')).webhooks.find((webhook) => webhook._id === _id);

  /** The list, once it says so: it is written after the receiver was heard. */
  async function webhookWhen(webhook, fits) {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const now = await webhookNow(webhook);
      if (fits(now)) return now;
      assert.ok(Date.now() < deadline, JSON.stringify(now));
      // Nobody is told of it: asking again is the only way.
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  it('what Ann says in the room is told to the receiver, signed; what bots and hooks say is not, nor what is said elsewhere', async () => {
    const { ann, bo, cook, room, ear, webhook, say } = await kitchen();
    assert.match(webhook.secret, /^parlor_webhook_[0-9a-f]{40}$/);
    assert.deepEqual([webhook.enabled, webhook.waiting, webhook.failure, webhook.bot._id], [true, 0, null, cook.id]);
    const hook = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/hooks`, { name: 'Oven' });
    await say('the bot itself', cook);
    assert.equal((await fetch(`${parlor.address}${hook.url}`, { method: 'POST', body: 'a hook' })).status, 200);
    await say('between us', ann, await parlor.direct(ann, bo));
    await say('between me and the bot', ann, await parlor.direct(ann, cook));
    const message = await say('Is there soup?');
    const call = await ear.hears(1);
    assert.deepEqual(call.body, {
      event: 'message',
      webhookId: webhook._id,
      message,
      conversation: { _id: room._id, type: 'group', name: 'Kitchen' },
    });
    assertSigned(call, webhook.secret);
    assert.throws(() => assertSigned(call, 'another secret'));
    assert.throws(() => assertSigned({ ...call, raw: `${call.raw} ` }, webhook.secret));
    const { method, path, headers } = call;
    assert.deepEqual([method, path, headers.host, headers['content-type']], ['POST', '/hear?me=1', `127.0.0.1:${ear.port}`, 'application/json']);
    assert.match(headers['user-agent'], /^Parlor\//);
    assert.equal(headers['parlor-delivery'], `${webhook._id}.${message._id}`);
    await say('And bread?', bo);
    await ear.hears(2);
    assert.deepEqual(ear.contents, ['Is there soup?', 'And bread?']);
  });

  it('a bot that is called by name is told wherever it takes part, and not of what else is said, nor of @here', async () => {
    const { ann, bo, cook, ear, webhook, say } = await kitchen({ trigger: 'mention', conversationId: undefined });
    const cellar = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Cellar', participantIds: [bo.id] });
    await say('nothing');
    await say('@here soup!');
    await say(`@${cook.username} is not in the cellar`, ann, cellar);
    await say(`@${cook.username} salt, please`);
    const direct = await parlor.direct(bo, cook);
    await say(`psst, @${cook.username}`, bo, direct);
    await ear.hears(2);
    assert.deepEqual(ear.contents, [`@${cook.username} salt, please`, `psst, @${cook.username}`]);
    assert.deepEqual(ear.heard[1].body.conversation, { _id: direct._id, type: 'direct', name: null });
    assert.equal(webhook.conversationId, null);
  });

  it('what the receiver answers is the reply of the bot, and starts nothing', async () => {
    const { ann, cook, room, ear, webhook, say } = await kitchen();
    ear.answers = [{ status: 200, body: { text: 'Soup at noon.' } }, { status: 200, body: { text: '' } }, { status: 200, body: ['x'] }];
    const a = await parlor.connect(ann.token);
    const question = await say('Is there soup?');
    const { message } = await a.hearsMessage('Soup at noon.');
    assert.deepEqual([message.sender._id, message.replyTo], [cook.id, question._id]);
    await say('one');
    await say('two');
    await ear.hears(3);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
    assert.deepEqual(ear.contents, ['Is there soup?', 'one', 'two']);
    assert.deepEqual((await parlor.history(ann, room)).map(({ content }) => content), ['Is there soup?', 'Soup at noon.', 'one', 'two']);
  });

  it('a receiver that stumbles, hangs up or falls asleep hears everything in the end, in order, and is told that it is the same', async () => {
    const { ear, webhook, say } = await kitchen();
    ear.answers = [500, 'hang up', 'hang'];
    await say('first');
    await ear.hears(1);
    await say('second');
    await say('third');
    const failing = await webhookWhen(webhook, ({ failure }) => failure !== null);
    assert.ok(failing.waiting >= 1 && failing.failedAt !== null, JSON.stringify(failing));
    await webhookWhen(webhook, ({ failure }) => /no answer within 10 seconds/.test(failure));
    await ear.hears(6);
    assert.deepEqual(ear.contents, ['first', 'first', 'first', 'first', 'second', 'third']);
    const ids = ear.heard.map(({ headers }) => headers['parlor-delivery']);
    assert.equal(new Set(ids).size, 3);
    assert.equal(new Set(ids.slice(0, 4)).size, 1);
    for (const call of ear.heard) assertSigned(call, webhook.secret);
    await webhookWhen(webhook, ({ waiting, enabled }) => waiting === 0 && enabled);
  });

  it('the power goes while the receiver is away: afterwards nothing is missing', async () => {
    const { ear, webhook, say } = await kitchen();
    await ear.close();
    for (const content of ['one', 'two', 'three']) await say(content);
    const failing = await webhookWhen(webhook, ({ failure }) => failure !== null);
    assert.match(failing.failure, /no connection: connection refused/);
    await parlor.kill();
    await ear.listen();
    await parlor.start();
    await ear.hears(3);
    await say('four');
    await ear.hears(4);
    assert.deepEqual(ear.contents, ['one', 'two', 'three', 'four']);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
  });

  it('the power goes while the receiver thinks: it hears the same again and nothing else twice', async () => {
    const { ear, webhook, say } = await kitchen();
    ear.answers = ['hang'];
    await say('one');
    await say('two');
    await ear.hears(1);
    await parlor.kill();
    await parlor.start();
    await ear.hears(3);
    assert.deepEqual(ear.contents, ['one', 'one', 'two']);
    assert.equal(ear.heard[0].headers['parlor-delivery'], ear.heard[1].headers['parlor-delivery']);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
  });

  it('each of many receivers is called at once and in order, and those that sleep hold up none but themselves', async () => {
    const { cook, room, ear, say } = await kitchen();
    const more = { name: 'More', botId: cook.id, conversationId: room._id, trigger: 'message' };
    const asleep = await receiver();
    asleep.answers = Array(12).fill('hang');
    for (let count = 0; count < 12; count += 1) await parlor.call(owner.token, 'POST', '/admin/webhooks', { ...more, url: asleep.url });
    for (let count = 1; count < 7; count += 1) await parlor.call(owner.token, 'POST', '/admin/webhooks', { ...more, url: ear.url });
    await say('all together');
    await asleep.hears(12);
    await ear.hears(7);
    await say('and again');
    await ear.hears(14);
    assert.equal(asleep.heard.length, 12, 'none of them was given up before the others had heard');
    const ids = new Set(ear.heard.map(({ body }) => body.webhookId));
    assert.equal(ids.size, 7);
    for (const id of ids) {
      const told = ear.heard.filter(({ body }) => body.webhookId === id).map(({ body }) => body.message.content);
      assert.deepEqual(told, ['all together', 'and again']);
    }
  });

  it('who answers 2xx has heard it, though the answer never ends', async () => {
    const { ear, webhook, say } = await kitchen();
    ear.answers = ['dribble'];
    await say('once');
    await ear.hears(1);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
    await say('and once more');
    await ear.hears(2);
    assert.deepEqual(ear.heard.map(({ body }) => body.message.content), ['once', 'and once more']);
  });

  it('a redirect is not followed, wherever it leads', async () => {
    const { ear, webhook, say } = await kitchen();
    const inside = await receiver();
    await allow(`127.0.0.1:${ear.port}`);
    ear.answers = [302, 307].map((status) => ({ status, headers: { location: inside.url } }));
    await say('come here');
    await ear.hears(3);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
    assert.match((await webhookNow(webhook)).failure, /redirects are not followed/);
    assert.deepEqual(inside.heard, []);
  });

  it('nothing is reached that no administrator allowed: by default, by port, by network, by name, or any more', async () => {
    const { cook, ear, webhook, say } = await kitchen();
    const make = (url) => parlor.api(owner.token, 'POST', '/admin/webhooks', { name: 'x', botId: cook.id, trigger: 'message', url });
    const local = ear.url.replace('127.0.0.1', 'localhost');
    const refused = async (url) => {
      const { status, body } = await make(url);
      assert.equal(status, 400, url);
      assertFailure(body, 'bad_request');
      assert.equal(body.field, 'url');
    };
    await allow();
    for (const url of [ear.url, local]) await refused(url);
    await allow(`127.0.0.1:${ear.port + 1}`, '10.0.0.0/8', 'nas');
    await refused(ear.url);
    for (const url of ['ftp://nas/', 'nas', 'file:///etc/passwd', 'http://ann:secret@nas/', '']) await refused(url);

    // A name in a network that is allowed is believed only once it is looked up: it is not in there, so nobody is called.
    assert.equal((await make(local)).status, 201);
    // What was allowed once is looked at again each time.
    await say('out of reach');
    assert.match((await webhookWhen(webhook, ({ failure }) => failure !== null)).failure, /not among the addresses/);
    const byName = (await parlor.call(owner.token, 'GET', '/admin/webhooks')).webhooks.find(({ url }) => url === local);
    assert.match((await webhookWhen(byName, ({ failure }) => failure !== null)).failure, /localhost is not among the addresses/);
    assert.deepEqual(ear.heard, []);

    // The name itself, and then the network that it is in.
    await allow(`localhost:${ear.port}`);
    await parlor.call(owner.token, 'POST', `/admin/webhooks/${byName._id}/test`);
    await ear.hears(2);
    await allow('127.0.0.0/8');
    await parlor.call(owner.token, 'POST', `/admin/webhooks/${byName._id}/test`);
    await webhookWhen(byName, ({ waiting }) => waiting === 0);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
    assert.equal(ear.contents.filter((content) => content === 'out of reach').length, 2);
  });

  it('over TLS the receiver has to be who it says, by an authority that this machine trusts', async () => {
    const { ear, webhook, say } = await kitchen({}, keys.good);
    await say('in private');
    assertSigned(await ear.hears(1), webhook.secret);
    for (const wrong of [keys.self, keys.other]) {
      const { ear, webhook, say } = await kitchen({}, wrong);
      await say('to nobody');
      assert.match((await webhookWhen(webhook, ({ failure }) => failure !== null)).failure, /no secure connection/);
      assert.deepEqual(ear.heard, []);
    }
  });

  it('a receiver that is gone (410) is left alone until an administrator says otherwise', async () => {
    const { ear, webhook, say } = await kitchen();
    ear.answers = [410];
    await say('one');
    await say('two');
    const gone = await webhookWhen(webhook, ({ enabled }) => !enabled);
    assert.equal(gone.waiting, 0);
    assert.match(gone.failure, /410/);
    await say('three');
    assert.equal((await webhookNow(webhook)).waiting, 0);
    const back = await parlor.call(owner.token, 'PATCH', `/admin/webhooks/${webhook._id}`, { enabled: true, name: 'Back', trigger: 'message' });
    assert.deepEqual([back.enabled, back.name], [true, 'Back']);
    await say('four');
    await ear.hears(2);
    assert.deepEqual(ear.contents, ['one', 'four']);
  });

  it('what was deleted, and what a bot may not hear any more, goes nowhere', async () => {
    const { ann, cook, room, ear, webhook, say } = await kitchen();
    let release = hold(ear);
    await say('first');
    await ear.hears(1);
    const slip = await say('my password is 1234');
    await parlor.call(ann.token, 'DELETE', `/messages/${slip._id}`);
    await say('second');
    release(500);
    await ear.hears(3);
    assert.deepEqual(ear.contents, ['first', 'first', 'second']);
    release = hold(ear);
    await say('third');
    await ear.hears(4);
    await say('not for the cook');
    await parlor.call(ann.token, 'DELETE', `/conversations/${room._id}/participants/${cook.id}`);
    release(204);
    await webhookWhen(webhook, ({ waiting }) => waiting === 0);
    await say('nor this');
    await parlor.call(ann.token, 'POST', `/conversations/${room._id}/participants`, { userIds: [cook.id] });
    await say('welcome back');
    await ear.hears(5);
    assert.deepEqual(ear.contents, ['first', 'first', 'second', 'third', 'welcome back']);
  });

  it('a test tells what the receiver answers, and a changed address is used at once', async () => {
    const { ear, webhook, say } = await kitchen();
    const test = () => parlor.call(owner.token, 'POST', `/admin/webhooks/${webhook._id}/test`);
    assert.deepEqual(await test(), { delivered: true, status: 204 });
    assert.deepEqual(ear.heard[0].body, { event: 'test', webhookId: webhook._id });
    assertSigned(ear.heard[0], webhook.secret);
    ear.answers = [503];
    assert.deepEqual(await test(), { delivered: false, status: 503, failure: 'the receiver answered 503' });
    await ear.close();
    const { delivered, failure } = await test();
    assert.deepEqual([delivered, failure], [false, 'no connection: connection refused']);
    await say('to whoever is there');
    await webhookWhen(webhook, ({ failure }) => failure !== null);
    const heir = await receiver();
    const edited = await parlor.call(owner.token, 'PATCH', `/admin/webhooks/${webhook._id}`, { url: heir.url });
    assert.equal(edited.url, heir.url);
    await heir.hears(1);
    assert.deepEqual(heir.contents, ['to whoever is there']);
  });

  it('only administrators keep webhooks, nobody reads a secret again, and a bot has to be one and be there', async () => {
    const { ann, cook, room, ear, webhook } = await kitchen();
    const settings = { name: 'x', botId: cook.id, conversationId: room._id, trigger: 'message', url: ear.url };
    const calls = [
      ['GET', '/admin/webhooks'],
      ['POST', '/admin/webhooks', settings],
      ['PATCH', `/admin/webhooks/${webhook._id}`, { url: ear.url }],
      ['POST', `/admin/webhooks/${webhook._id}/test`],
      ['DELETE', `/admin/webhooks/${webhook._id}`],
      ['PATCH', '/admin/settings', { webhookAddresses: ['0.0.0.0/0'] }],
    ];
    for (const [method, path, body] of calls) {
      assertFailure((await parlor.api(ann.token, method, path, body)).body, 'forbidden');
      assertFailure((await parlor.api(cook.token, method, path, body)).body, 'forbidden');
      assertFailure((await parlor.api(null, method, path, body)).body, 'unauthorized');
    }
    const listed = JSON.stringify((await parlor.call(owner.token, 'GET', '/admin/webhooks')).webhooks);
    assert.ok(listed.includes(webhook._id) && !listed.includes(webhook.secret.slice(-40)));
    const elsewhere = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Elsewhere', participantIds: [] });
    for (const wrong of [{ botId: ann.id }, { botId: 'user_0' }, { conversationId: elsewhere._id }, { conversationId: 'conv_0' }]) {
      assertFailure((await parlor.api(owner.token, 'POST', '/admin/webhooks', { ...settings, ...wrong })).body, 'not_found');
    }
    for (const wrong of [{ trigger: 'whim' }, { name: '' }, { url: 'http://' }, { botId: undefined }]) {
      assertFailure((await parlor.api(owner.token, 'POST', '/admin/webhooks', { ...settings, ...wrong })).body, 'bad_request');
    }
    for (const [method, path] of [['DELETE', ''], ['PATCH', ''], ['POST', '/test']]) {
      assertFailure((await parlor.api(owner.token, method, `/admin/webhooks/webhook_0${path}`, method === 'PATCH' ? {} : undefined)).body, 'not_found');
    }
    assert.deepEqual(ear.heard, []);
  });

  it('a deleted webhook, and one whose bot was removed, are told nothing more', async () => {
    const { ear, webhook, say } = await kitchen();
    const other = await kitchen();
    const release = [hold(ear), hold(other.ear)];
    for (const { ear: listener, say: speak } of [{ ear, say }, other]) {
      await speak('one');
      await listener.hears(1);
    }
    await parlor.call(owner.token, 'DELETE', `/admin/webhooks/${webhook._id}`);
    await parlor.call(owner.token, 'DELETE', `/admin/bots/${other.cook.id}`);
    for (const fail of release) fail(500);
    for (const speak of [say, other.say]) await speak('two');
    assert.equal(await webhookNow(webhook), undefined);
    assert.equal(await webhookNow(other.webhook), undefined);
    // A third receiver hears of what is said after: by then the two others had their chance.
    const third = await kitchen();
    third.ear.answers = [500, 500];
    await third.say('three');
    await third.ear.hears(3);
    assert.deepEqual([ear.contents, other.ear.contents], [['one'], ['one']]);
  });
});
