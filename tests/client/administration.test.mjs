// Administrators: accounts, sessions, settings, figures, and the book that is kept of what they do.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, shownOut } from './parlor.mjs';

describe('Administrators look after accounts', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const admin = (method, path, body) => parlor.call(parlor.owner.token, method, `/admin${path}`, body);
  const edit = (person, body, by = parlor.owner) => parlor.api(by.token, 'PATCH', `/admin/users/${person.id}`, body);
  const found = async (person) => (await admin('GET', '/users')).users.find(({ _id }) => _id === person.id);

  test('Bo is disabled: shown out at once, told of to everybody, and signing in is answered as a wrong password is', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    const lines = [await parlor.connect(bo.token, { transports: ['websocket'] }), await parlor.connect((await parlor.login(bo)).token, { transports: ['polling'] })];
    await a.hears('user_online', ({ userId }) => userId === bo.id);
    assert.equal((await found(bo)).sessions, 2);
    const { body } = await edit(bo, { disabled: true });
    assert.deepEqual([body.disabled, body.sessions, body.status], [true, 0, 'offline']);
    await Promise.all(lines.map(shownOut));
    const { user, rev } = await a.hears('user_updated', ({ user }) => user._id === bo.id);
    assert.deepEqual([user.disabled, user.status], [true, 'offline']);
    assert.ok(rev > conversation.rev);
    const offline = await a.hears('user_offline', ({ userId }) => userId === bo.id);
    assert.ok(Math.abs(Date.parse(offline.lastSeen) - Date.parse(user.lastSeen)) < 5_000);

    assertFailure((await parlor.api(bo.token, 'GET', '/users/me')).body, 'unauthorized');
    const login = (password) => parlor.api(null, 'POST', '/auth/login', { username: bo.username, password });
    assert.deepEqual(await login(PASSWORD), await login('not this lamp'));
    const { users } = await parlor.call(ann.token, 'GET', `/users?query=${bo.username}`);
    assert.deepEqual(users, []);
    assert.equal((await parlor.call(ann.token, 'GET', `/users/${bo.id}`)).disabled, true, 'what he said still stands under his name');
    const there = await parlor.api(ann.token, 'POST', '/conversations', { type: 'direct', participantIds: [bo.id] });
    assert.deepEqual([there.status, there.body._id], [200, conversation._id], 'and so does their conversation');
    assertFailure((await parlor.api(ann.token, 'POST', '/conversations', { type: 'group', name: 'x', participantIds: [bo.id] })).body, 'not_found');
    assert.equal((await parlor.history(ann, conversation)).length, 0);
    await a.says(conversation, 'until you are back');
    assert.equal((await found(bo)).disabled, true);

    // A restart does not let him in either.
    await parlor.stop();
    await parlor.start();
    assert.deepEqual(await login(PASSWORD), await login('not this lamp'));
  });

  test('and enabled: memory knows him again, with all his conversations', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const group = await parlor.group(bo, [ann]);
    const a = await parlor.connect(ann.token);
    await edit(bo, { disabled: true });
    await a.says(conversation, 'while you were away');
    await edit(bo, { disabled: false });
    const { user } = await a.hears('user_updated', ({ user }) => user._id === bo.id && !user.disabled);
    assert.equal('disabled' in user, false);
    const back = await parlor.login(bo);
    const b = await parlor.connect(back.token);
    await a.hears('user_online', ({ userId }) => userId === bo.id);
    assert.deepEqual((await b.does('join_conversations', [conversation._id, group._id])).joined, [conversation._id, group._id]);
    assert.deepEqual((await parlor.history(back, conversation)).map(({ content }) => content), ['while you were away']);
    await a.says(group, 'welcome back');
    await b.hearsMessage('welcome back');
    b.socket.emit('typing', { conversationId: group._id, isTyping: true });
    await a.hears('typing_status');
    assertFailure((await parlor.api(bo.token, 'GET', '/users/me')).body, 'unauthorized', 'what ended has ended');
  });

  test('Bo is promoted and demoted with the token that he has, and the last administrator stays one', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const a = await parlor.connect(ann.token);
    assertFailure((await parlor.api(bo.token, 'GET', '/admin/users')).body, 'forbidden');
    for (const change of [{ role: 'member' }, { disabled: true }, { role: 'member', disabled: true }]) {
      assertFailure((await edit(parlor.owner, change)).body, 'conflict');
    }
    assert.equal((await edit(bo, { role: 'admin' })).body.role, 'admin');
    await a.hears('user_updated', ({ user }) => user._id === bo.id && user.role === 'admin');
    await parlor.call(bo.token, 'GET', '/admin/users');
    assert.equal((await edit(bo, { role: 'member' })).body.role, 'member');
    assertFailure((await parlor.api(bo.token, 'GET', '/admin/users')).body, 'forbidden');
    // An administrator who is disabled is nobody to leave the house to.
    await edit(bo, { role: 'admin' });
    await edit(bo, { disabled: true });
    assertFailure((await edit(parlor.owner, { role: 'member' })).body, 'conflict');
    await edit(bo, { disabled: false, role: 'member' });
    assert.deepEqual([(await found(bo)).role, (await found(bo)).disabled], ['member', false]);
  });

  test('two administrators demote and disable each other at the same moment, again and again: one is always left', async () => {
    const bo = await parlor.register('bo');
    for (const change of [{ role: 'member' }, { disabled: true }, { role: 'member' }]) {
      await edit(bo, { role: 'admin' });
      const now = { ...bo, ...(await parlor.login(bo)) };
      const results = await Promise.all([edit(now, change), edit(parlor.owner, change, now)]);
      const left = results.filter(({ status }) => status !== 200);
      assert.equal(left.length, 1, JSON.stringify(results));
      const [survivor, other] = results[0].status === 200 ? [parlor.owner, bo] : [now, parlor.owner];
      const back = await edit(other, { role: 'admin', disabled: false }, survivor);
      assert.equal(back.status, 200, JSON.stringify(back));
      if (change.disabled && other === parlor.owner) Object.assign(parlor.owner, await parlor.login(parlor.owner));
      await edit(bo, { role: 'member' });
    }
  });

  test('everybody is listed, with a new name where one was given', async () => {
    const ann = await parlor.register('ann');
    const line = await parlor.connect(ann.token);
    assert.equal((await edit(ann, { displayName: 'Ann of the Harbour' })).body.displayName, 'Ann of the Harbour');
    await line.hears('user_updated', ({ user }) => user.displayName === 'Ann of the Harbour');
    assertFailure((await edit(ann, { displayName: '\u202e' })).body, 'bad_request');
    assertFailure((await edit({ id: 'user_nothing' }, { disabled: true })).body, 'not_found');
    const { users } = await admin('GET', '/users');
    assert.deepEqual(users.map(({ username }) => username), users.map(({ username }) => username).sort());
    const { role, status, disabled, bot, sessions, storageBytes } = await found(ann);
    assert.deepEqual({ role, status, disabled, bot, sessions, storageBytes }, { role: 'member', status: 'online', disabled: false, bot: false, sessions: 1, storageBytes: 0 });
  });

  test('Ann forgot her password: a link lets her choose another, once, and everything else of hers is signed out', async () => {
    const ann = await parlor.register('ann');
    const line = await parlor.connect(ann.token);
    const make = () => admin('POST', `/users/${ann.id}/reset`);
    const reset = (code, password = 'a new lamp in the window') => parlor.api(null, 'POST', '/auth/reset', { code, password });
    const first = await make();
    const { url, code, expiresAt } = await make();
    assert.equal(url, `${parlor.address}/#/reset/${code}`);
    const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
    assert.ok(hours > 3.9 && hours <= 4, `${hours} hours`);
    const refused = await reset(first.code);
    assertFailure(refused.body, 'forbidden');
    assert.equal(refused.body.field, 'code');
    assertFailure((await reset(code, 'short')).body, 'bad_request');
    const { status, body } = await reset(code.toLowerCase());
    assert.equal(status, 200);
    assert.equal(body.user._id, ann.id);
    await shownOut(line);
    await parlor.connect(body.token);
    assert.deepEqual(await reset(code), refused, 'it is good once');
    assert.deepEqual(await reset('nonsense'), refused);
    assertFailure((await parlor.api(null, 'POST', '/auth/login', { username: ann.username, password: PASSWORD })).body, 'unauthorized');
    await parlor.login(ann, 'a new lamp in the window');
  });

  test('a link is void once its time is over, the account is disabled, or the password was changed by other means', async () => {
    const ann = await parlor.register('ann');
    const make = () => admin('POST', `/users/${ann.id}/reset`);
    const refused = async (code) => assertFailure((await parlor.api(null, 'POST', '/auth/reset', { code, password: PASSWORD })).body, 'forbidden');
    const before = await make();
    await parlor.call(ann.token, 'PUT', '/auth/password', { currentPassword: PASSWORD, newPassword: 'another lamp entirely' });
    await refused(before.code);
    const during = await make();
    await edit(ann, { disabled: true });
    await refused(during.code);
    assertFailure((await parlor.api(parlor.owner.token, 'POST', `/admin/users/${ann.id}/reset`)).body, 'conflict');
    await edit(ann, { disabled: false });
    await refused(during.code);
    const { code } = await make();
    await parlor.stop();
    assert.ok(!JSON.stringify(parlor.sql('SELECT hex(secret), * FROM resets')).includes(code), 'who reads the database cannot use it');
    parlor.sql('UPDATE resets SET expires_at = expires_at - 4 * 3600 * 1000');
    await parlor.start();
    await refused(code);
  });

  test('fifty use one link at the same moment: one is in', async () => {
    const ann = await parlor.register('ann');
    const { code } = await admin('POST', `/users/${ann.id}/reset`);
    const tryHard = async (number) => {
      for (;;) {
        const answer = await parlor.api(null, 'POST', '/auth/reset', { code, password: `lamp number ${number}` });
        if (answer.status !== 503) return answer.status;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const statuses = await Promise.all(Array.from({ length: 50 }, (_, number) => tryHard(number)));
    assert.deepEqual(statuses.sort(), [200, ...Array(49).fill(403)]);
    assert.equal((await found(ann)).sessions, 1);
  });

  test('a lost phone is signed out, and then everything', async () => {
    const ann = await parlor.register('ann');
    const phone = await parlor.login(ann);
    const [here, there] = [await parlor.connect(ann.token), await parlor.connect(phone.token)];
    const sessions = `/users/${ann.id}/sessions`;
    const listed = (await admin('GET', sessions)).sessions;
    assert.equal(listed.length, 2);
    assert.ok(listed.every(({ current }) => current === false));
    const [{ _id }] = (await parlor.call(phone.token, 'GET', '/auth/sessions')).sessions.filter(({ current }) => current);
    assertFailure((await parlor.api(parlor.owner.token, 'DELETE', `/admin/users/${parlor.owner.id}/sessions/${_id}`)).body, 'not_found');
    await admin('DELETE', `${sessions}/${_id}`);
    await shownOut(there);
    assert.equal(here.socket.connected, true);
    await admin('DELETE', sessions);
    await shownOut(here);
    assert.deepEqual((await admin('GET', sessions)).sessions, []);
  });
});

describe('Administrators look after the server', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ options: ['--no-rate-limits', '--no-mdns'] })));
  after(() => parlor?.close());

  const admin = (method, path, body) => parlor.call(parlor.owner.token, method, `/admin${path}`, body);

  test('settings hold at once, are kept over a restart, and an option at start goes before them', async () => {
    assert.deepEqual(await admin('GET', '/settings'), {
      registration: 'invite', serverName: 'Parlor', memberInvites: true, retentionDays: null, webhookAddresses: [],
    });
    const wanted = { registration: 'open', serverName: 'The Harbour', memberInvites: false, retentionDays: 30, webhookAddresses: ['NAS.local:8080', '10.0.0.0/8'] };
    const set = { ...wanted, webhookAddresses: ['nas.local:8080', '10.0.0.0/8'] };
    assert.deepEqual(await admin('PATCH', '/settings', wanted), set);
    assert.deepEqual(await admin('PATCH', '/settings', {}), set);
    const info = await parlor.call(null, 'GET', '/info');
    assert.deepEqual([info.name, info.registration], ['The Harbour', 'open']);
    const ann = await parlor.register('ann');
    assert.equal((await parlor.group(ann, [])).retentionDays, 30);
    assert.equal((await parlor.direct(ann, parlor.owner)).retentionDays, 30);
    assert.equal((await parlor.channel(ann)).retentionDays, 30);
    assert.equal((await parlor.general(ann)).retentionDays, null, 'what was there stays as it was');
    await parlor.stop();
    await parlor.start();
    assert.deepEqual(await admin('GET', '/settings'), set);
    assert.deepEqual(await admin('PATCH', '/settings', { retentionDays: null }), { ...set, retentionDays: null });
    await parlor.stop();
    parlor.options = ['--registration', 'closed', ...parlor.options];
    await parlor.start();
    assert.equal((await admin('GET', '/settings')).registration, 'closed');
    assert.equal((await admin('PATCH', '/settings', { registration: 'open' })).registration, 'open');
  });

  test('a setting that will not do is named, and nothing of the call holds', async () => {
    for (const [field, value] of [
      ['serverName', ''], ['serverName', 'x'.repeat(65)], ['retentionDays', 0], ['retentionDays', 36_501], ['retentionDays', 'x'],
      ['registration', 'sometimes'], ['memberInvites', 'yes'], ['webhookAddresses', ['http://nas']], ['webhookAddresses', Array(101).fill('nas')],
    ]) {
      const { body } = await parlor.api(parlor.owner.token, 'PATCH', '/admin/settings', { memberInvites: true, [field]: value });
      assertFailure(body, 'bad_request');
      assert.match(body.field, new RegExp(`^${field}`), `${field}: ${value}`);
    }
    assert.equal((await admin('GET', '/settings')).memberInvites, false);
  });

  test('the figures are right', async () => {
    const ann = await parlor.register('ann');
    const group = await parlor.group(ann, [], 'Ballast');
    const line = await parlor.connect(ann.token);
    const phone = await parlor.connect(ann.token);
    for (let number = 0; number < 100; number += 1) await line.says(group, 'é'.repeat(50));
    const stats = await admin('GET', '/stats');
    const { _id, name, type, bytes, messages, fileBytes } = stats.conversations[0];
    assert.deepEqual({ _id, name, type, bytes, messages, fileBytes }, { _id: group._id, name: 'Ballast', type: 'group', bytes: 10_000, messages: 100, fileBytes: 0 });
    const { users } = await admin('GET', '/users');
    assert.deepEqual([stats.people, stats.sockets, stats.online], [users.length, 2, 1]);
    assert.equal(stats.rows.users, users.length);
    assert.equal(stats.rows.messages, stats.conversations.reduce((sum, each) => sum + each.messages, 0));
    assert.ok(stats.uptimeSeconds >= 0 && stats.databaseBytes > 10_000 && stats.walBytes >= 0 && stats.freeBytes > 0, JSON.stringify(stats));
    assert.equal(stats.fileBytes, 0);
    phone.leave();
  });

  test('what administrators do is in the book, page by page, and what they may not know is not', async () => {
    const ann = await parlor.register('ann');
    const before = (await admin('GET', '/audit?limit=1')).entries[0]?._id ?? '0';
    await admin('PATCH', `/users/${ann.id}`, { displayName: 'Ann' });
    await admin('PATCH', `/users/${ann.id}`, { role: 'admin' });
    await admin('PATCH', `/users/${ann.id}`, { role: 'member' });
    const { code } = await admin('POST', `/users/${ann.id}/reset`);
    await admin('DELETE', `/users/${ann.id}/sessions`);
    await admin('PATCH', `/users/${ann.id}`, { disabled: true });
    await admin('PATCH', `/users/${ann.id}`, { disabled: false });
    await admin('PATCH', '/settings', { serverName: 'The Quay' });
    const group = await parlor.group(parlor.owner, []);
    await parlor.call(parlor.owner.token, 'PATCH', `/conversations/${group._id}`, { retentionDays: 3 });
    // By somebody on this machine, while the server runs.
    assert.match(parlor.verb(['user', 'add', 'cy', '--password-stdin'], PASSWORD), /cy can sign in/);

    const book = [];
    for (let page = await admin('GET', '/audit?limit=3'); ; page = await admin('GET', `/audit?limit=3&before=${book.at(-1)._id}`)) {
      assert.ok(page.entries.length <= 3);
      book.push(...page.entries);
      if (!page.hasMore) break;
      assert.equal(page.entries.length, 3);
    }
    const added = book.findIndex(({ _id }) => _id === before);
    const fresh = (added < 0 ? book : book.slice(0, added)).reverse();
    const id = ann.id;
    assert.deepEqual(fresh.map(({ act, subject, detail, actor }) => [act, subject, detail, actor?.username ?? null]), [
      ['user_renamed', id, { from: ann.username, to: 'Ann' }, 'owner'],
      ['role_changed', id, { from: 'member', to: 'admin' }, 'owner'],
      ['role_changed', id, { from: 'admin', to: 'member' }, 'owner'],
      ['reset_made', id, null, 'owner'],
      ['sessions_ended', id, null, 'owner'],
      ['user_disabled', id, null, 'owner'],
      ['user_enabled', id, null, 'owner'],
      ['settings_changed', null, { serverName: 'The Quay' }, 'owner'],
      ['retention_changed', group._id, { from: null, to: 3 }, 'owner'],
      ['user_added', fresh.at(-1).subject, { username: 'cy', role: 'member' }, null],
    ]);
    assert.ok(book.every(({ at }) => !Number.isNaN(Date.parse(at))));
    assert.ok(!JSON.stringify(book).includes(code));
    for (const query of ['limit=0', 'limit=x', 'before=x']) assertFailure((await parlor.api(parlor.owner.token, 'GET', `/admin/audit?${query}`)).body, 'bad_request');
  });
});
