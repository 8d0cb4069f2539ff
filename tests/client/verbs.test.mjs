// Verbs on a server that runs: whoever owns the machine changes what people see at once, and the book says so.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, shownOut } from './parlor.mjs';

describe('Whoever owns the machine', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const login = (person, password) => parlor.api(null, 'POST', '/auth/login', { username: person.username, password });
  /** The acts in the book of nobody's account, the newest first. */
  const book = async () => {
    const { entries } = await parlor.call(parlor.owner.token, 'GET', '/admin/audit');
    return entries.filter(({ actor }) => actor === null).map(({ act, subject }) => [act, subject]);
  };
  const refused = (words) => {
    const { status, stderr } = spawnSync(process.env.PARLOR_BIN, [...words, '--data-dir', parlor.directory], { encoding: 'utf8' });
    return [status, stderr];
  };

  test('Ann is disabled while she is there: she is shown out, Bo sees it, and enabled again she is where she was', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    parlor.verb(['user', 'disable', ann.username]);
    await shownOut(a);
    await b.hears('user_updated', ({ user }) => user._id === ann.id && user.disabled);
    assertFailure((await login(ann, PASSWORD)).body, 'unauthorized');
    parlor.verb(['user', 'enable', ann.username]);
    await b.hears('user_updated', ({ user }) => user._id === ann.id && !user.disabled);
    assert.equal((await login(ann, PASSWORD)).status, 200);
    assert.deepEqual(await book(), [['user_enabled', ann.id], ['user_disabled', ann.id]]);
  });

  test('Cy gets another password: every device of his is signed out, and the old one is none any more', async () => {
    const cy = await parlor.register('cy');
    const line = await parlor.connect(cy.token);
    parlor.verb(['user', 'passwd', cy.username, '--password-stdin'], 'another lamp in the window\n');
    await shownOut(line);
    assertFailure((await login(cy, PASSWORD)).body, 'unauthorized');
    assert.equal((await login(cy, 'another lamp in the window')).status, 200);
    assert.deepEqual((await book())[0], ['password_set', cy.id]);
    const link = parlor.verb(['user', 'passwd', cy.username, '--link']).trim();
    assert.ok(link.startsWith(`${parlor.address}/#/reset/`), link);
    const chosen = await parlor.api(null, 'POST', '/auth/reset', { code: link.split('/').at(-1), password: PASSWORD });
    assert.equal(chosen.status, 200);
    assert.deepEqual((await book())[0], ['reset_made', cy.id]);
    const [status, said] = refused(['user', 'passwd', 'nobody', '--link']);
    assert.equal(status, 1);
    assert.match(said, /^parlor: There is no account "nobody"[^\n]+\n$/);
  });

  test('Di becomes an administrator and is none again; the last one stays one', async () => {
    const di = await parlor.register('di');
    const stats = () => parlor.api(di.token, 'GET', '/admin/stats').then(({ status }) => status);
    assert.equal(await stats(), 403);
    parlor.verb(['user', 'admin', di.username]);
    assert.equal(await stats(), 200);
    parlor.verb(['user', 'admin', di.username, '--revoke']);
    assert.equal(await stats(), 403);
    assert.equal(refused(['user', 'admin', parlor.owner.username, '--revoke'])[0], 1);
    assert.equal(await parlor.api(parlor.owner.token, 'GET', '/admin/stats').then(({ status }) => status), 200);
  });

  test('an invite brings one person in, is listed with its use, and once withdrawn nobody', async () => {
    const invite = JSON.parse(parlor.verb(['invite', 'create', '--uses', '2', '--json']));
    assert.equal(invite.creator.username, parlor.owner.username);
    assert.ok(invite.url.startsWith(`${parlor.address}/#/join/`), invite.url);
    const come = (username) => parlor.api(null, 'POST', '/auth/register', { username, password: PASSWORD, invite: invite.code });
    assert.equal((await come('eva')).status, 201);
    assert.match(parlor.verb(['invite', 'list']), new RegExp(`^${invite.code} +owner +1 of 2 `, 'm'));
    parlor.verb(['invite', 'revoke', invite.code]);
    assertFailure((await come('fay')).body, 'forbidden');
    const acts = (await book()).slice(0, 2);
    assert.deepEqual(acts, [['invite_revoked', parlor.owner.id], ['invite_made', parlor.owner.id]]);
  });

  test('who is online is shown as such, and nobody reaches these routes over the network', async () => {
    const gil = await parlor.register('gil');
    await parlor.connect(gil.token);
    const users = JSON.parse(parlor.verb(['user', 'list', '--json']));
    assert.equal(users.find(({ _id }) => _id === gil.id).status, 'online');
    assert.match(parlor.verb(['user', 'list']), new RegExp(`^${gil.username} +member +online +1 `, 'm'));
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${parlor.address}/control/users`, { method });
      assert.doesNotMatch(await answer.text(), /username/);
    }
  });

  test('while the server ends, a verb waits for the house and opens it itself', async () => {
    const gone = parlor.terminate();
    assert.match(parlor.verb(['user', 'list']), /^owner +admin /m);
    assert.deepEqual(await gone, { code: 0, signal: null });
    assert.match(parlor.verb(['user', 'list']), /^owner +admin +offline/m);
    await parlor.start();
    assert.match(parlor.verb(['urls']), new RegExp(`^${parlor.address}/$`, 'm'));
  });
});
