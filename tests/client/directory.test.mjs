// The directory of members: people are found as one types.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor } from './parlor.mjs';

describe('The directory', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('finds Ann by any part of her names, whatever the case and the accents, and Bo by none of them', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    await parlor.call(ann.token, 'PATCH', '/users/me', { displayName: 'Älva Ørsted-Müller 上海' });
    const found = async (query) => {
      const { users } = await parlor.call(bo.token, 'GET', `/users?query=${encodeURIComponent(query)}`);
      return users.map(({ username }) => username);
    };
    for (const query of ['älva', 'ÄLVA', 'alva', 'ØRSTED', 'orst', 'a ø', 'mull', '上', ann.username, ann.username.toUpperCase(), ' älva ']) {
      assert.deepEqual(await found(query), [ann.username], query);
    }
    assert.deepEqual(await found('älvb'), []);
    assert.deepEqual(await found(''), [ann.username, bo.username, parlor.owner.username]);
  });
});
