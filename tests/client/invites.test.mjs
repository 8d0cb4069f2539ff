// Invites: who may make them, what a newcomer learns from one, and that one use is one account.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, inTime } from './parlor.mjs';

const OPTIONS = ['--registration', 'invite', '--no-rate-limits', '--no-mdns'];
const NOWHERE = '2222-2222-2222-2222';

describe('Newcomers come by invite', () => {
  let parlor;
  let names = 0;
  let ann;
  before(async () => {
    parlor = await Parlor.open({ options: OPTIONS });
    ann = await newcomer(await invite(parlor.owner));
  });
  after(() => parlor?.close());

  const invite = (person, wanted = {}) => parlor.call(person.token, 'POST', '/invites', wanted);
  const look = (code) => parlor.api(null, 'GET', `/invites/${code}`);
  const register = (code, username) => {
    names += 1;
    return parlor.api(null, 'POST', '/auth/register', { username: username ?? `guest${names}`, password: PASSWORD, invite: code });
  };
  const newcomer = async ({ code }) => {
    const { status, body } = await register(code);
    assert.equal(status, 201, JSON.stringify(body));
    return { token: body.token, id: body.user._id, username: body.user.username };
  };
  const refused = ({ status, body }) => {
    assert.equal(status, 403, JSON.stringify(body));
    assertFailure(body, 'forbidden');
    assert.equal(body.field, 'invite');
    return body;
  };

  test('Ann makes one: it tells who she is and where it leads, and the newcomer is there, before the eyes of those inside', async () => {
    const boat = await parlor.group(ann, []);
    const made = await invite(ann, { maxUses: 2, expiresIn: 3_600, conversationIds: [boat._id, boat._id] });
    assert.match(made.code, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
    assert.equal(made.url, `${parlor.address}/#/join/${made.code}`);
    assert.deepEqual([made.maxUses, made.uses, made.creator._id], [2, 0, ann.id]);
    assert.equal(Date.parse(made.expiresAt) - Date.parse(made.createdAt), 3_600_000);
    assert.deepEqual(made.conversations, [{ _id: boat._id, name: 'Boat' }]);

    const { status, body } = await look(made.code.toLowerCase().replaceAll('-', ''));
    assert.equal(status, 200);
    assert.deepEqual(body, { valid: true, creator: made.creator, conversations: ['Boat'], expiresAt: made.expiresAt });

    const line = await parlor.connect(ann.token);
    const guest = await newcomer({ code: ` ${made.code.toLowerCase()} ` });
    const general = await parlor.general(ann);
    for (const { _id } of [general, boat]) {
      await line.hears('participant_added', ({ conversationId, user, role }) => conversationId === _id && user._id === guest.id && role === 'member');
    }
    const { conversations } = await parlor.call(guest.token, 'GET', '/conversations');
    assert.deepEqual(conversations.map(({ _id }) => _id).sort(), [general._id, boat._id].sort());
    const socket = await parlor.connect(guest.token);
    await socket.says(boat, 'here I am');
    await line.hearsMessage('here I am');
    const { invites } = await parlor.call(ann.token, 'GET', '/invites');
    assert.equal(invites.find(({ code }) => code === made.code).uses, 1);
  });

  test('Ann, who made it, leaves the group: nobody learns from it how the group is called now', async () => {
    const [ann, bo] = [await newcomer(await invite(parlor.owner)), await newcomer(await invite(parlor.owner))];
    const boat = await parlor.group(ann, [bo]);
    const made = await invite(ann, { conversationIds: [boat._id] });
    await parlor.call(ann.token, 'PATCH', `/conversations/${boat._id}/participants/${bo.id}`, { role: 'owner' });
    await parlor.call(ann.token, 'POST', `/conversations/${boat._id}/leave`);
    await parlor.call(bo.token, 'PATCH', `/conversations/${boat._id}`, { name: 'Without Ann' });
    const { body } = await look(made.code);
    assert.deepEqual([body.valid, body.conversations], [true, []]);
    const places = async ({ token }) => (await parlor.call(token, 'GET', '/invites')).invites.find(({ code }) => code === made.code)?.conversations;
    assert.deepEqual(await places(ann), []);
    assert.deepEqual(await places(parlor.owner), []);
  });

  test('fifty race for one that is good for one: one account is made', async () => {
    const { code } = await invite(ann, { maxUses: 1 });
    const tryHard = async (number) => {
      for (;;) {
        const answer = await register(code, `racer${number}`);
        // The server hashes few passwords at a time and asks the others to come back.
        if (answer.status !== 503) return answer;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, number) => tryHard(number)));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    answers.filter(({ status }) => status !== 201).forEach(refused);
    const { users } = await parlor.call(parlor.owner.token, 'GET', '/admin/users');
    assert.equal(users.filter(({ username }) => username.startsWith('racer')).length, 1);
  });

  test('used up, over, withdrawn, unknown, or by somebody who is disabled: refused in the same words, and the look says why', async () => {
    const used = await invite(ann, { maxUses: 1 });
    await newcomer(used);
    const over = await invite(ann, { expiresIn: 1 });
    const withdrawn = await invite(ann);
    await parlor.call(ann.token, 'DELETE', `/invites/${withdrawn.code}`);
    const bo = await newcomer(await invite(ann));
    const his = await invite(bo);
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${bo.id}`, { disabled: true });
    // The server's clock is this machine's: it has to pass the moment.
    while (Date.now() <= Date.parse(over.expiresAt)) await new Promise((resolve) => setTimeout(resolve, 20));

    const answers = [];
    for (const code of [used.code, over.code, withdrawn.code, his.code, NOWHERE, 'nonsense', `${used.code}2`]) answers.push(refused(await register(code)));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    for (const [{ code }, reason] of [[used, 'used_up'], [over, 'expired']]) {
      const { status, body } = await look(code);
      assert.deepEqual([status, body.valid, body.reason, body.creator._id, body.conversations], [200, false, reason, ann.id, []]);
    }
    const nothing = await look(NOWHERE);
    assert.equal(nothing.status, 404);
    for (const code of [withdrawn.code, his.code, 'nonsense']) assert.deepEqual(await look(code), nothing);
    // A name that is taken uses nothing up.
    const good = await invite(ann, { maxUses: 1 });
    assertFailure((await register(good.code, ann.username)).body, 'conflict');
    await newcomer(good);
    // Enabled again, his are good again.
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${bo.id}`, { disabled: false });
    await newcomer(his);
  });

  test('none is needed where registration is open, one that is given has to be good, and none helps where it is closed', async () => {
    const { code } = await invite(ann);
    const set = (registration) => parlor.call(parlor.owner.token, 'PATCH', '/admin/settings', { registration });
    refused(await register());
    refused(await register('  '));
    await set('open');
    assert.equal((await parlor.call(null, 'GET', '/info')).registration, 'open');
    assert.equal((await register()).status, 201);
    refused(await register(NOWHERE));
    await set('closed');
    assertFailure((await register(code)).body, 'forbidden');
    const { body } = await look(code);
    assert.deepEqual([body.valid, body.reason], [false, 'closed']);
    await set('invite');
    assert.equal((await register(code)).status, 201);
  });

  test('Ann may bring people where she may bring them herself, and only for as long as she may', async () => {
    const bo = await newcomer(await invite(ann));
    const [boat, channel, direct] = [await parlor.group(bo, [ann]), await parlor.channel(bo), await parlor.direct(ann, bo)];
    const raft = await parlor.group(ann, [bo], 'Raft');
    for (const [{ _id }, code] of [[boat, 'forbidden'], [channel, 'forbidden'], [direct, 'forbidden'], [{ _id: 'conv_nothing' }, 'not_found']]) {
      const { body } = await parlor.api(ann.token, 'POST', '/invites', { conversationIds: [raft._id, _id] });
      assertFailure(body, code);
      assert.equal(body.field, 'conversationIds');
    }
    await parlor.call(ann.token, 'POST', `/conversations/${channel._id}/join`);
    const made = await invite(ann, { conversationIds: [raft._id, channel._id] });
    await parlor.call(ann.token, 'POST', `/conversations/${raft._id}/leave`);
    const guest = await newcomer(made);
    const { conversations } = await parlor.call(guest.token, 'GET', '/conversations');
    assert.deepEqual(conversations.map(({ name }) => name).sort(), ['General', 'Harbour']);
  });

  test('each sees their own, administrators see all, and where members may not invite only administrators do', async () => {
    const bo = await newcomer(await invite(ann));
    const [hers, his] = [await invite(ann), await invite(bo)];
    const codes = async ({ token }) => (await parlor.call(token, 'GET', '/invites')).invites.map(({ code }) => code);
    assert.deepEqual(await codes(bo), [his.code]);
    const all = await codes(parlor.owner);
    assert.ok(all.includes(hers.code) && all.includes(his.code));
    assertFailure((await parlor.api(bo.token, 'DELETE', `/invites/${hers.code}`)).body, 'not_found');
    await parlor.call(parlor.owner.token, 'DELETE', `/invites/${his.code.toLowerCase()}`);
    assert.deepEqual(await codes(bo), []);
    await parlor.call(parlor.owner.token, 'PATCH', '/admin/settings', { memberInvites: false });
    assertFailure((await parlor.api(ann.token, 'POST', '/invites', {})).body, 'forbidden');
    await invite(parlor.owner);
    await parlor.call(parlor.owner.token, 'PATCH', '/admin/settings', { memberInvites: true });
    await invite(ann);
  });

  test('numbers that will not do are named', async () => {
    for (const [field, values] of [['maxUses', [0, -1, 10_001, 1.5, 'x']], ['expiresIn', [0, -1, 31_536_001, 'soon']], ['conversationIds', ['x', Array(51).fill('conv_x')]]]) {
      for (const value of values) {
        const { body } = await parlor.api(ann.token, 'POST', '/invites', { [field]: value });
        assertFailure(body, 'bad_request');
        assert.equal(body.field, field, `${field}: ${value}`);
      }
    }
    const { maxUses, expiresAt } = await invite(ann, { maxUses: null, expiresIn: null });
    assert.deepEqual([maxUses, expiresAt], [null, null]);
  });

  test('a camera can read it from the screen, without a token, and only while it is good', async () => {
    const { code } = await invite(ann, { maxUses: 1 });
    const picture = (code, headers) => fetch(`${parlor.address}/api/invites/${code}/qr.svg`, { headers });
    const answer = await picture(code);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'image/svg+xml');
    const svg = await answer.text();
    assert.match(svg, /^<\?xml[^>]*\?><svg[^>]*viewBox/);
    assert.ok(!svg.includes('<script'));
    assert.equal(await (await picture(code.toLowerCase())).text(), svg, 'the same link, however it was typed');
    await newcomer({ code });
    for (const other of [code, NOWHERE, 'nonsense', encodeURIComponent('../../etc')]) assert.equal((await picture(other)).status, 404, other);
  });
});

describe('Rates are held to', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ options: ['--registration', 'invite', '--no-mdns'] })));
  after(() => parlor?.close());

  test('five invites an hour, and five accounts', async () => {
    const codes = [];
    for (let number = 0; number < 5; number += 1) codes.push((await parlor.call(parlor.owner.token, 'POST', '/invites', {})).code);
    const sixth = await parlor.api(parlor.owner.token, 'POST', '/invites', {});
    assert.equal(sixth.status, 429);
    assertFailure(sixth.body, 'rate_limited');
    assert.ok(sixth.body.retryAfter > 60 && sixth.body.retryAfter <= 720, `${sixth.body.retryAfter} s`);
    const register = (number) => parlor.api(null, 'POST', '/auth/register', { username: `guest${number}`, password: PASSWORD, invite: codes[0] });
    for (let number = 0; number < 5; number += 1) assert.equal((await register(number)).status, 201);
    assert.equal((await register(5)).status, 429);
    assert.equal((await inTime(fetch(`${parlor.address}/api/invites/${codes[0]}`), 'looking')).status, 200, 'whoever only looks is not counted');
  });
});
