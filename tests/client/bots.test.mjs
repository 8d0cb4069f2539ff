// Programs with accounts of their own: administrators make them, and then they talk like anybody.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PASSWORD, Parlor, assertFailure } from './parlor.mjs';

describe('Bots', () => {
  let parlor, owner;
  before(async () => {
    parlor = await Parlor.open();
    owner = parlor.owner;
  });
  after(() => parlor.close());

  /** A bot that the owner made, with a token. */
  async function bot(username, displayName) {
    const user = await parlor.call(owner.token, 'POST', '/admin/bots', { username, displayName });
    const { _id, token } = await parlor.call(owner.token, 'POST', `/admin/bots/${user._id}/tokens`, { name: 'the cellar' });
    return { id: user._id, username: user.username, user, token, tokenId: _id };
  }

  const group = (person, name, ...others) =>
    parlor.call(person.token, 'POST', '/conversations', { type: 'group', name, participantIds: others.map(({ id }) => id) });

  it('a bot is brought into a group and talks there, by HTTP and by socket, like a person', async () => {
    const ann = await parlor.register('ann');
    const a = await parlor.connect(ann.token);
    const jenkins = await bot('jenkins', 'Jenkins');
    assert.equal(jenkins.user.bot, true);
    assert.equal(jenkins.user.role, 'member');
    assert.match(jenkins.token, /^parlor_bot_[0-9a-f]{40}$/);
    assert.equal((await a.hears('user_updated', ({ user }) => user._id === jenkins.id)).user.bot, true);
    assert.equal('bot' in ann.user, false);
    assert.equal('bot' in (await parlor.call(ann.token, 'GET', `/users/${ann.id}`)), false);
    assert.equal((await parlor.call(ann.token, 'GET', `/users/${jenkins.id}`)).bot, true);

    assert.deepEqual((await parlor.call(jenkins.token, 'GET', '/conversations')).conversations, [], 'it is nowhere until somebody brings it');
    const builds = await group(ann, 'Builds');
    await parlor.call(ann.token, 'POST', `/conversations/${builds._id}/participants`, { userIds: [jenkins.id] });
    await parlor.call(jenkins.token, 'POST', `/conversations/${builds._id}/messages`, { content: 'Build 1 is green.' });
    const heard = await a.hearsMessage('Build 1 is green.');
    assert.equal(heard.message.sender._id, jenkins.id);

    const j = await parlor.connect(jenkins.token);
    await a.hears('user_online', ({ userId }) => userId === jenkins.id);
    assert.equal((await parlor.call(ann.token, 'GET', `/users/${jenkins.id}`)).status, 'online');
    await j.says(builds, 'Build 2 is red.');
    await a.hearsMessage('Build 2 is red.');
    await a.says(builds, `@${jenkins.username} again, please`);
    const { message } = await j.hearsMessage(`@${jenkins.username} again, please`);
    assert.deepEqual(message.mentions, [jenkins.id]);
    await j.does('mark_read', { conversationId: builds._id, messageIds: [message._id] });
    await a.hears('messages_read', ({ readBy }) => readBy === jenkins.id);
  });

  it('everybody is called by @here, but bots are not', async () => {
    const [ann, bo, chime] = [await parlor.register('ann'), await parlor.register('bo'), await bot('chime')];
    const room = await group(ann, 'Hall', bo, chime);
    const { mentions } = await parlor.call(ann.token, 'POST', `/conversations/${room._id}/messages`, { content: '@here dinner!' });
    assert.deepEqual(mentions, [bo.id]);
  });

  it('a bot does not come in by a password, and keeps neither its account nor the server', async () => {
    const clock = await bot('clock');
    for (const password of ['', PASSWORD, clock.token]) {
      assertFailure((await parlor.api(null, 'POST', '/auth/login', { username: 'clock', password })).body, 'unauthorized');
    }
    const refused = [
      ['POST', '/auth/refresh'],
      ['PUT', '/auth/password', { currentPassword: '', newPassword: PASSWORD }],
      ['GET', '/admin/bots'],
      ['POST', '/admin/bots', { username: 'offspring' }],
      ['DELETE', `/admin/bots/${clock.id}`],
      ['GET', `/admin/bots/${clock.id}/tokens`],
      ['POST', `/admin/bots/${clock.id}/tokens`, { name: 'another' }],
      ['DELETE', `/admin/bots/${clock.id}/tokens/${clock.tokenId}`],
    ];
    for (const [method, path, body] of refused) {
      const answer = await parlor.api(clock.token, method, path, body);
      assert.equal(answer.status, 403, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      assertFailure(answer.body, 'forbidden');
    }
    assert.equal((await parlor.call(clock.token, 'GET', '/users/me')).username, 'clock');
    const general = await parlor.general(owner);
    const { participants } = await parlor.call(owner.token, 'GET', `/conversations/${general._id}/participants`);
    assert.ok(participants.every(({ user }) => user._id !== clock.id), 'General is for people');
  });

  it('Mallory, who does not administrate, sees no bots and makes none; nor does who is not signed in', async () => {
    const mallory = await parlor.register('mallory');
    const lamp = await bot('lamp');
    const calls = [
      ['GET', '/admin/bots'],
      ['POST', '/admin/bots', { username: 'evil' }],
      ['DELETE', `/admin/bots/${lamp.id}`],
      ['GET', `/admin/bots/${lamp.id}/tokens`],
      ['POST', `/admin/bots/${lamp.id}/tokens`, { name: 'mine' }],
      ['DELETE', `/admin/bots/${lamp.id}/tokens/${lamp.tokenId}`],
    ];
    for (const [method, path, body] of calls) {
      const [hers, nobodys] = [await parlor.api(mallory.token, method, path, body), await parlor.api(null, method, path, body)];
      assertFailure(hers.body, 'forbidden');
      assertFailure(nobodys.body, 'unauthorized');
    }
    for (const token of ['parlor_bot_', 'parlor_bot_0', `parlor_bot_${'0'.repeat(40)}`, `${lamp.token}0`, lamp.token.slice(0, -1), lamp.token.toUpperCase()]) {
      assertFailure((await parlor.api(token, 'GET', '/users/me')).body, 'unauthorized');
    }
    assert.equal((await parlor.call(lamp.token, 'GET', '/users/me'))._id, lamp.id);
  });

  it('tokens are listed without what opens the door, and a person is no bot', async () => {
    const scale = await bot('scale');
    const second = await parlor.call(owner.token, 'POST', `/admin/bots/${scale.id}/tokens`, { name: 'the attic' });
    const { tokens } = await parlor.call(owner.token, 'GET', `/admin/bots/${scale.id}/tokens`);
    assert.deepEqual(tokens.map(({ _id, name }) => [_id, name]), [[second._id, 'the attic'], [scale.tokenId, 'the cellar']]);
    assert.ok(tokens.every((token) => Object.keys(token).sort().join() === '_id,createdAt,name'));
    const { bots } = await parlor.call(owner.token, 'GET', '/admin/bots');
    assert.ok(bots.some(({ _id }) => _id === scale.id) && bots.every(({ bot }) => bot === true));
    const ann = await parlor.register('ann');
    for (const [method, path, body] of [['POST', 'tokens', { name: 'x' }], ['GET', 'tokens'], ['DELETE', `tokens/${scale.tokenId}`]]) {
      assertFailure((await parlor.api(owner.token, method, `/admin/bots/${ann.id}/${path}`, body)).body, 'not_found');
    }
    assertFailure((await parlor.api(owner.token, 'DELETE', `/admin/bots/${ann.id}`)).body, 'not_found');
    assertFailure((await parlor.api(owner.token, 'POST', '/admin/bots', { username: ann.username })).body, 'conflict');
    assertFailure((await parlor.api(owner.token, 'POST', '/admin/bots', { username: 'Not a name' })).body, 'bad_request');
    assertFailure((await parlor.api(owner.token, 'POST', `/admin/bots/${scale.id}/tokens`, { name: ' ' })).body, 'bad_request');
    await parlor.call(ann.token, 'GET', '/users/me');
  });

  it('a token that is ended cuts its own sockets and leaves the other one alone', async () => {
    const door = await bot('door');
    const second = await parlor.call(owner.token, 'POST', `/admin/bots/${door.id}/tokens`, { name: 'the gate' });
    const [first, other] = [await parlor.connect(door.token), await parlor.connect(second.token)];
    await parlor.call(owner.token, 'DELETE', `/admin/bots/${door.id}/tokens/${door.tokenId}`);
    assert.match((await first.hears('error')).message, /Authentication/);
    assert.equal(await first.hears('disconnect'), 'io server disconnect');
    assertFailure((await parlor.api(door.token, 'GET', '/users/me')).body, 'unauthorized');
    await assert.rejects(parlor.connect(door.token), /Authentication error/);
    assert.equal((await parlor.call(second.token, 'GET', '/users/me'))._id, door.id);
    assert.deepEqual(other.all('error'), []);
    assertFailure((await parlor.api(owner.token, 'DELETE', `/admin/bots/${door.id}/tokens/${door.tokenId}`)).body, 'not_found');
  });

  it('a removed bot is cut off and leaves its groups; what it said stays, and under its name it comes back', async () => {
    const ann = await parlor.register('ann');
    const mill = await bot('mill', 'The mill');
    const room = await group(ann, 'Flour', mill);
    const direct = await parlor.direct(ann, mill);
    await parlor.call(mill.token, 'POST', `/conversations/${direct._id}/messages`, { content: 'Between us: the flour is low.' });
    await parlor.call(mill.token, 'POST', `/conversations/${room._id}/messages`, { content: 'The flour is ground.' });
    const [a, m] = [await parlor.connect(ann.token), await parlor.connect(mill.token)];
    await parlor.call(owner.token, 'DELETE', `/admin/bots/${mill.id}`);
    await m.hears('disconnect');
    await a.hears('participant_removed', ({ user }) => user._id === mill.id);
    assertFailure((await parlor.api(mill.token, 'GET', '/users/me')).body, 'unauthorized');
    assertFailure((await parlor.api(owner.token, 'DELETE', `/admin/bots/${mill.id}`)).body, 'not_found');
    const { bots } = await parlor.call(owner.token, 'GET', '/admin/bots');
    assert.ok(bots.every(({ _id }) => _id !== mill.id));
    const [said] = await parlor.history(ann, room);
    assert.deepEqual([said.content, said.sender._id], ['The flour is ground.', mill.id]);

    // Whatever memory holds, the table of sessions has to say the same after a start.
    await parlor.kill();
    await parlor.start();
    assertFailure((await parlor.api(mill.token, 'GET', '/users/me')).body, 'unauthorized');
    const again = await bot('mill', 'The new mill');
    assert.deepEqual([again.id, again.user.displayName], [mill.id, 'The new mill']);
    const back = await parlor.connect(again.token);
    await parlor.call(ann.token, 'POST', `/conversations/${direct._id}/messages`, { content: 'Welcome back.' });
    await back.hearsMessage('Welcome back.');
    assertFailure((await parlor.api(again.token, 'GET', `/conversations/${room._id}`)).body, 'not_found');
  });

  it('a token outlives the server, and a group goes on when the bot that owned it is removed', async () => {
    const [ann, forge] = [await parlor.register('ann'), await bot('forge')];
    const made = await parlor.call(forge.token, 'POST', '/conversations', { type: 'group', name: 'Iron', participantIds: [ann.id] });
    await parlor.kill();
    await parlor.start();
    assert.equal((await parlor.call(forge.token, 'GET', '/users/me'))._id, forge.id);
    await parlor.call(owner.token, 'DELETE', `/admin/bots/${forge.id}`);
    const { participants } = await parlor.call(ann.token, 'GET', `/conversations/${made._id}`);
    assert.deepEqual(participants.map(({ user, role }) => [user._id, role]), [[ann.id, 'owner']]);
  });
});
