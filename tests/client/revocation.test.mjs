// Losing access cuts the live sockets: by the time whoever took it away has an answer, nothing more is heard.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, inTime, shownOut } from './parlor.mjs';

describe('Bo loses access', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const admin = (method, path, body) => parlor.call(parlor.owner.token, method, `/admin${path}`, body);
  const current = async ({ token }) => (await parlor.call(token, 'GET', '/auth/sessions')).sessions.find(({ current }) => current)._id;

  // What is done, and whether his other device stays.
  const CAUSES = [
    ['he signs out', (bo) => parlor.call(bo.token, 'POST', '/auth/logout'), true],
    ['he changes his password on the other device', (_, other) => parlor.call(other.token, 'PUT', '/auth/password', { currentPassword: PASSWORD, newPassword: 'another lamp entirely' }), true],
    ['he signs this device out from the other one', async (bo, other) => parlor.call(other.token, 'DELETE', `/auth/sessions/${await current(bo)}`), true],
    ['an administrator ends this session', async (bo) => admin('DELETE', `/users/${bo.id}/sessions/${await current(bo)}`), true],
    ['an administrator ends all his sessions', (bo) => admin('DELETE', `/users/${bo.id}/sessions`), false],
    ['his account is disabled', (bo) => admin('PATCH', `/users/${bo.id}`, { disabled: true }), false],
    [
      'somebody uses a link that an administrator made',
      async (bo) => {
        const { code } = await admin('POST', `/users/${bo.id}/reset`);
        await parlor.call(null, 'POST', '/auth/reset', { code, password: 'another lamp entirely' });
      },
      false,
    ],
  ];
  for (const [cause, revoke, otherStays] of CAUSES) {
    test(`when ${cause}`, async () => {
      const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
      const other = await parlor.login(bo);
      const [conversation, general] = [await parlor.direct(ann, bo), await parlor.general(ann)];
      const a = await parlor.connect(ann.token);
      const here = [await parlor.connect(bo.token, { transports: ['websocket'] }), await parlor.connect(bo.token, { transports: ['polling'] })];
      const there = await parlor.connect(other.token);
      await a.says(conversation, 'before');
      for (const line of [...here, there]) await line.hearsMessage('before');
      await revoke(bo, other);
      await a.says(conversation, 'a secret');
      await a.says(general, 'for everybody');
      await a.hearsMessage('for everybody');
      await Promise.all(here.map(shownOut));
      for (const line of otherStays ? here : [...here, there]) assert.ok(!JSON.stringify(line.heard).includes('a secret'), cause);
      if (otherStays) {
        await there.hearsMessage('a secret');
        await there.hearsMessage('for everybody');
        assert.equal(there.socket.connected, true);
      } else {
        await shownOut(there);
      }
    });
  }

  test('when his account is disabled while ten sockets of his are on their way in: not one stays', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const a = await parlor.connect(ann.token);
    const lines = Array.from({ length: 10 }, (_, number) => parlor.dial(bo.token, { transports: [number % 2 ? 'polling' : 'websocket'] }));
    const ends = lines.map((line) => {
      const refused = new Promise((resolve) => line.socket.once('connect_error', resolve));
      return inTime(Promise.race([refused, line.hears('disconnect')]), 'being refused or shown out');
    });
    for (const line of lines) line.socket.connect();
    await Promise.race(lines.map((line) => new Promise((resolve) => line.socket.io.once('open', resolve))));
    await admin('PATCH', `/users/${bo.id}`, { disabled: true });
    await Promise.all(ends);
    await admin('PATCH', `/users/${bo.id}`, { disabled: false });
    await a.says(conversation, 'a secret');
    await a.hearsMessage('a secret');
    for (const line of lines) {
      assert.equal(line.socket.connected, false);
      assert.ok(!JSON.stringify(line.heard).includes('a secret'));
    }
  });
});
