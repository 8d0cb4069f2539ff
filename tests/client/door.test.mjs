import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, shownOut } from './parlor.mjs';

describe('Who comes in, and who is shown out', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('no token, a token that is none, and a forged one are refused, on both transports', async () => {
    const ann = await parlor.register('ann');
    const [header, claims, signature] = ann.token.split('.');
    const forged = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
    for (const transports of [['websocket'], ['polling']]) {
      for (const token of [undefined, null, '', 7, {}, ['x'], 'nonsense', 'a.b.c', forged, unsigned]) {
        const error = await parlor.turnedAway(token, { transports });
        assert.match(error.message, /^Authentication error/, JSON.stringify(token));
        assertFailure(error.data, 'unauthorized');
      }
    }
  });

  test('a token in the query signs nobody in, and what stands beside the token is ignored', async () => {
    const ann = await parlor.register('ann');
    assert.match((await parlor.turnedAway(undefined, { query: { token: ann.token } })).message, /^Authentication error/);
    const line = parlor.dial(ann.token, { auth: { token: ann.token, colour: 'green', offset: null } });
    line.socket.connect();
    await line.hears('presence_state');
  });

  test('Ann signs out: her sockets are told and disconnected, Bo is not, and the token is dead', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const one = await parlor.connect(ann.token, { transports: ['websocket'] });
    const two = await parlor.connect(ann.token, { transports: ['polling'] });
    const b = await parlor.connect(bo.token);
    await parlor.call(ann.token, 'POST', '/auth/logout');
    await shownOut(one);
    await shownOut(two);
    assert.equal(b.socket.connected, true);
    assert.match((await parlor.turnedAway(ann.token)).message, /^Authentication error/);
    assertFailure((await parlor.api(ann.token, 'GET', '/users/me')).body, 'unauthorized');
  });

  test('Ann changes her password: the other device is shown out, this one stays', async () => {
    const ann = await parlor.register('ann');
    const other = await parlor.call(null, 'POST', '/auth/login', { username: ann.username, password: PASSWORD });
    const here = await parlor.connect(ann.token);
    const there = await parlor.connect(other.token);
    await parlor.call(ann.token, 'PUT', '/auth/password', { currentPassword: PASSWORD, newPassword: 'another lamp entirely' });
    await shownOut(there);
    const { joined } = await here.does('join_conversations', []);
    assert.deepEqual(joined, []);
  });
});
