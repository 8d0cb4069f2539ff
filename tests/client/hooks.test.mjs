// Doors for machines: an address that says into one conversation whatever is sent to it, and curl itself at the door.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Parlor, assertFailure, inTime } from './parlor.mjs';

const run = promisify(execFile);

/** As a person types it into a shell on the machine: the words of the README. */
const curl = async (...words) => JSON.parse((await inTime(run('curl', ['-sS', ...words]), 'curl')).stdout);

describe('Hooks', () => {
  let parlor, owner;
  before(async () => {
    // At this level a careless line would show the address.
    parlor = await Parlor.open({ env: { PARLOR_LOG: 'trace' } });
    owner = parlor.owner;
  });
  after(() => parlor.close());

  /** Ann's group, where Bo listens, with a hook in it. */
  async function laundry(name = 'Washing machine') {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const room = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Laundry', participantIds: [bo.id] });
    const hook = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/hooks`, { name });
    return { ann, bo, room, hook, url: `${parlor.address}${hook.url}` };
  }

  /** What a machine gets to hear. */
  async function knock(url, { method = 'POST', headers = {}, body } = {}) {
    const answer = await fetch(url, { method, headers, body });
    return { status: answer.status, body: await answer.json() };
  }

  /** What stands in the room after a machine was there. */
  async function said(url, request) {
    const answer = await knock(url, request);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.success, true);
    return answer.body.message.content;
  }

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const json = { 'content-type': 'application/json' };
  const plain = { 'content-type': 'text/plain' };

  it('Ann makes a hook, the machine calls it with curl, and Bo hears the washing machine', async () => {
    const { bo, room, hook, url } = await laundry();
    assert.match(hook.url, /^\/api\/hooks\/[0-9a-f]{40}$/);
    assert.equal(hook.bot.displayName, 'Washing machine');
    const b = await parlor.connect(bo.token);
    const answer = await curl('-d', 'Washing machine done', url);
    assert.equal(answer.success, true);
    const { message, conversationId } = await b.hearsMessage('Washing machine done');
    assert.equal(conversationId, room._id);
    assert.deepEqual([message._id, message.sender._id, message.sender.displayName], [answer.message._id, hook.bot._id, 'Washing machine']);
    const { participants } = await parlor.call(bo.token, 'GET', `/conversations/${room._id}`);
    assert.ok(participants.some(({ user, role }) => user._id === hook.bot._id && role === 'member'));
    assert.equal((await parlor.call(bo.token, 'GET', `/users/${hook.bot._id}`)).bot, true);
  });

  it('curl in all the ways that other services document', async () => {
    const { ann, room, url } = await laundry();
    await curl('-H', 'Title: Backup', '-H', 'Priority: high', '-H', 'Tags: warning,nas', '-d', 'The disk is nearly full.', url);
    await curl('-T', new URL('./package.json', import.meta.url).pathname, `${url}?title=A%20file`);
    await curl('-H', 'Content-type: application/json', '--data', '{"text":"Hello, <http://nas/log|world>."}', url);
    await curl('--data-urlencode', 'payload={"channel":"#general","username":"webhookbot","text":"By form.","icon_emoji":":ghost:"}', url);
    await curl('-H', 'Content-Type: application/json', '-X', 'POST', '-d', '{"username":"test","content":"From Discord"}', url);
    await curl('-d', '{"topic":"laundry","message":"From ntfy","title":"T","tags":["tada"],"priority":5,"click":"https://nas/x"}', url);
    await curl('-X', 'POST', `${url}?message=All%20in%20the%20address`);
    const contents = (await parlor.history(ann, room)).map(({ content }) => content);
    assert.equal(contents[0], '❗ ⚠️ **Backup**\nThe disk is nearly full.\nTags: nas');
    assert.match(contents[1], /^\*\*A file\*\*\n\{\n {2}"name": "parlor-client-tests",/);
    assert.deepEqual(contents.slice(2), [
      'Hello, [world](http://nas/log).',
      'By form.',
      'From Discord',
      '‼️ 🎉 **T**\nFrom ntfy\nhttps://nas/x',
      'All in the address',
    ]);
  });

  it('text of any kind is taken verbatim, and JSON of any shape is read', async () => {
    const { url } = await laundry();
    for (const headers of [form, plain, {}, { 'content-type': 'application/octet-stream' }]) {
      assert.equal(await said(url, { headers, body: 'a=1&b=100 % + 上海 🔑' }), 'a=1&b=100 % + 上海 🔑');
    }
    for (const field of ['text', 'message', 'content', 'body']) {
      assert.equal(await said(url, { headers: json, body: JSON.stringify({ [field]: field }) }), field);
    }
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Deployed' } }, { type: 'section', text: { type: 'mrkdwn', text: 'all &amp; well' } }];
    assert.equal(await said(url, { headers: json, body: JSON.stringify({ text: 'not this', blocks }) }), '**Deployed**\nall & well');
    const attachments = [{ fallback: 'not this', title: 'Disk', text: '90 %', fields: [{ title: 'Host', value: 'nas' }] }];
    assert.equal(await said(url, { headers: json, body: JSON.stringify({ attachments }) }), 'Disk\n90 %\nHost: nas');
    assert.equal(await said(url, { headers: { ...plain, title: '=?UTF-8?B?w7xiZXI=?=' }, method: 'PUT', body: 'x' }), '**über**\nx');
  });

  it('a long report is cut at a letter, with an ellipsis; nothing, noise and too much are refused', async () => {
    const { ann, room, url } = await laundry();
    const long = await said(url, { headers: plain, body: '上'.repeat(10_000) });
    assert.equal(long, '上'.repeat(1705) + '…');
    assert.ok(Buffer.byteLength(long) <= 5120);
    const refused = [
      [400, 'bad_request', { headers: plain, body: '' }],
      [400, 'bad_request', { headers: plain, body: ' \n' }],
      [400, 'bad_request', { headers: json, body: '{"text":' }],
      [400, 'bad_request', { headers: json, body: '{}' }],
      [400, 'bad_request', { headers: plain, body: Buffer.from([0xff, 0xfe]) }],
      [413, 'payload_too_large', { headers: plain, body: 'x'.repeat(300_000) }],
      [415, 'unsupported_media_type', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }],
      [405, 'method_not_allowed', { method: 'GET' }],
    ];
    for (const [status, code, request] of refused) {
      const answer = await knock(url, request);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assertFailure(answer.body, code);
    }
    assert.equal((await parlor.history(ann, room)).length, 1);
  });

  it('a machine that tries again says it once', async () => {
    const { ann, room, url } = await laundry();
    for (const [name, key] of [['Idempotency-Key', '"8e03978e"'], ['X-Client-Id', 'backup-7'], ['Idempotency-Key', 'k'.repeat(200)]]) {
      const first = await knock(url, { headers: { ...plain, [name]: key }, body: key });
      const second = await knock(url, { headers: { ...plain, [name]: key }, body: 'again' });
      assert.deepEqual(second.body, first.body);
      assert.equal(first.body.message.content, key);
    }
    assert.equal((await parlor.history(ann, room)).length, 3);
  });

  it('a machine may call people by name', async () => {
    const { ann, bo, url } = await laundry();
    const call = async (text) => (await knock(url, { headers: json, body: JSON.stringify({ text }) })).body.message.mentions;
    assert.deepEqual(await call(`the laundry, @${bo.username}!`), [bo.id]);
    assert.deepEqual((await call('<!here> the laundry!')).sort(), [ann.id, bo.id].sort());
  });

  it('Mallory, Bo who does not look after the group, and a bot neither make, see nor delete hooks', async () => {
    const { ann, bo, room, hook } = await laundry();
    const mallory = await parlor.register('mallory');
    const robot = await parlor.call(owner.token, 'POST', '/admin/bots', { username: 'robot' });
    const { token } = await parlor.call(owner.token, 'POST', `/admin/bots/${robot._id}/tokens`, { name: 'x' });
    await parlor.call(ann.token, 'POST', `/conversations/${room._id}/participants`, { userIds: [robot._id] });
    const calls = [
      ['POST', `/conversations/${room._id}/hooks`, { name: 'Mine' }],
      ['GET', `/conversations/${room._id}/hooks`],
      ['DELETE', `/conversations/${room._id}/hooks/${hook._id}`],
    ];
    for (const [method, path, body] of calls) {
      assertFailure((await parlor.api(mallory.token, method, path, body)).body, 'not_found');
      assertFailure((await parlor.api(bo.token, method, path, body)).body, 'forbidden');
      assertFailure((await parlor.api(token, method, path, body)).body, 'forbidden');
      assertFailure((await parlor.api(null, method, path, body)).body, 'unauthorized');
    }
    const { hooks } = await parlor.call(ann.token, 'GET', `/conversations/${room._id}/hooks`);
    assert.deepEqual(hooks.map(({ _id, name, creator }) => [_id, name, creator._id]), [[hook._id, 'Washing machine', ann.id]]);
    assert.ok(!JSON.stringify(hooks).includes(hook.url.split('/').pop()));
    // The id of the hook is no address, and its conversation counts.
    assert.equal((await knock(`${parlor.address}/api/hooks/${hook._id}`, { headers: plain, body: 'x' })).status, 404);
    const other = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Other', participantIds: [] });
    assertFailure((await parlor.api(ann.token, 'DELETE', `/conversations/${other._id}/hooks/${hook._id}`)).body, 'not_found');
    const direct = await parlor.direct(ann, bo);
    assertFailure((await parlor.api(ann.token, 'POST', `/conversations/${direct._id}/hooks`, { name: 'Between us' })).body, 'forbidden');
  });

  it('only an administrator lets a hook speak as a bot that there is', async () => {
    const { ann, room } = await laundry();
    const clock = await parlor.call(owner.token, 'POST', '/admin/bots', { username: 'tower-clock' });
    const path = `/conversations/${room._id}/hooks`;
    assertFailure((await parlor.api(ann.token, 'POST', path, { name: 'Clock', botId: clock._id })).body, 'forbidden');
    await parlor.call(ann.token, 'POST', `/conversations/${room._id}/participants`, { userIds: [owner.id] });
    await parlor.call(ann.token, 'PATCH', `/conversations/${room._id}/participants/${owner.id}`, { role: 'admin' });
    for (const botId of [ann.id, 'user_00000000000000000000000000000000']) {
      assertFailure((await parlor.api(owner.token, 'POST', path, { name: 'Clock', botId })).body, 'not_found');
    }
    const hook = await parlor.call(owner.token, 'POST', path, { name: 'Clock', botId: clock._id });
    const { message } = (await knock(`${parlor.address}${hook.url}`, { headers: plain, body: 'Noon.' })).body;
    assert.equal(message.sender._id, clock._id);
    await parlor.call(owner.token, 'DELETE', `${path}/${hook._id}`);
    assert.equal((await parlor.call(ann.token, 'GET', `/users/${clock._id}`)).username, 'tower-clock', 'it was there before');
  });

  it('a deleted hook is gone for good, its bot with it, and what it said stays', async () => {
    const { ann, bo, room, hook, url } = await laundry('Dryer');
    await said(url, { headers: plain, body: 'Dry.' });
    const b = await parlor.connect(bo.token);
    await parlor.call(ann.token, 'DELETE', `/conversations/${room._id}/hooks/${hook._id}`);
    await b.hears('participant_removed', ({ user }) => user._id === hook.bot._id);
    for (const address of [url, `${url}0`, url.slice(0, -1), `${parlor.address}/api/hooks/${'0'.repeat(40)}`]) {
      const answer = await knock(address, { headers: plain, body: 'Still here?' });
      assert.equal(answer.status, 404);
      assertFailure(answer.body, 'not_found');
    }
    assert.equal((await parlor.call(bo.token, 'GET', `/users/${hook.bot._id}`)).disabled, true);
    assert.deepEqual((await parlor.history(bo, room)).map(({ content, sender }) => [content, sender.displayName]), [['Dry.', 'Dryer']]);
    // Its user name is free again, and two of one name stand beside each other.
    const again = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/hooks`, { name: 'Dryer' });
    assert.deepEqual([again.bot.username, again.bot.displayName], [hook.bot.username, 'Dryer']);
    assert.notEqual(again.bot._id, hook.bot._id);
    const beside = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/hooks`, { name: 'Dryer' });
    assert.notEqual(beside.bot.username, again.bot.username);
    const reserved = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/hooks`, { name: 'All' });
    assert.deepEqual([reserved.bot.username, reserved.bot.displayName], ['all-2', 'All']);
  });

  it('a group is gone with its hook and the bot of that when Ann deletes it, and when the last of its people leaves; a bot with a token stays', async () => {
    const end = {
      'Ann deletes it': ({ ann, room }) => parlor.call(ann.token, 'DELETE', `/conversations/${room._id}`),
      'they leave': async ({ ann, bo, room }) => {
        for (const { token } of [ann, bo]) await parlor.call(token, 'POST', `/conversations/${room._id}/leave`);
      },
    };
    for (const [how, ends] of Object.entries(end)) {
      const [gone, kept] = [await laundry('Mangle'), await laundry('Boiler')];
      const { token } = await parlor.call(owner.token, 'POST', `/admin/bots/${kept.hook.bot._id}/tokens`, { name: 'x' });
      const line = await parlor.connect(token);
      for (const group of [gone, kept]) {
        await said(group.url, { headers: plain, body: 'Hot.' });
        await ends(group);
        const answer = await knock(group.url, { headers: plain, body: 'Hotter.' });
        assert.equal(answer.status, 404, how);
      }
      await line.hears('conversation_deleted', ({ conversationId }) => conversationId === kept.room._id);
      assertFailure((await parlor.api(token, 'GET', `/conversations/${kept.room._id}`)).body, 'not_found');
      const { bots } = await parlor.call(owner.token, 'GET', '/admin/bots');
      assert.deepEqual([gone, kept].map(({ hook }) => bots.some(({ _id }) => _id === hook.bot._id)), [false, true], how);
      assert.equal((await parlor.call(owner.token, 'GET', `/users/${gone.hook.bot._id}`)).disabled, true, how);
    }
  });

  it('whoever takes the bot out of the room, or removes it, shuts the door', async () => {
    const { ann, room, hook, url } = await laundry('Oven');
    await parlor.call(ann.token, 'DELETE', `/conversations/${room._id}/participants/${hook.bot._id}`);
    assert.equal((await knock(url, { headers: plain, body: 'Hot.' })).status, 404);
    await parlor.call(ann.token, 'POST', `/conversations/${room._id}/participants`, { userIds: [hook.bot._id] });
    assert.equal(await said(url, { headers: plain, body: 'Hot.' }), 'Hot.');
    await parlor.call(owner.token, 'DELETE', `/admin/bots/${hook.bot._id}`);
    assert.equal((await knock(url, { headers: plain, body: 'Hotter.' })).status, 404);
    assert.deepEqual((await parlor.call(ann.token, 'GET', `/conversations/${room._id}/hooks`)).hooks, []);
  });

  it('a hook outlives the server, and no address ever stood in the log', async () => {
    const { url, hook } = await laundry();
    await said(url, { headers: plain, body: 'before' });
    await knock(url, { headers: json, body: '{' });
    await knock(url, { method: 'DELETE' });
    const before = parlor.said;
    await parlor.kill();
    await parlor.start();
    await said(url, { headers: plain, body: 'after' });
    const log = before + parlor.said;
    assert.ok(/TRACE|DEBUG/.test(log), 'the log is on');
    assert.ok(!log.includes(hook.url.split('/').pop()));
  });

  it('a machine that runs wild is slowed down, and only it', async () => {
    const strict = await Parlor.open({ options: ['--registration', 'open', '--no-mdns'] });
    try {
      const general = await strict.general(strict.owner);
      const make = (name) => strict.call(strict.owner.token, 'POST', `/conversations/${general._id}/hooks`, { name });
      const [wild, calm] = [await make('Wild'), await make('Calm')];
      // A burst of 30 and then five a second: 200 at once would have to take half a minute to be allowed.
      const knocks = Array.from({ length: 200 }, (_, number) => knock(`${strict.address}${wild.url}`, { headers: plain, body: `${number}` }));
      const answers = await Promise.all(knocks);
      assert.ok(answers.filter(({ status }) => status === 200).length >= 30);
      const refused = answers.find(({ status }) => status !== 200);
      assert.equal(refused?.status, 429);
      assertFailure(refused.body, 'rate_limited');
      assert.ok(refused.body.retryAfter >= 1);
      assert.equal((await knock(`${strict.address}${calm.url}`, { headers: plain, body: 'calm' })).status, 200);
    } finally {
      await strict.close();
    }
  });
});
