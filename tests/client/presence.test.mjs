import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor } from './parlor.mjs';

/** How long somebody may be away before others are told. Milliseconds. */
const GRACE = 5_000;

describe('Ann sees who is there', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('Bo comes and Ann is told; he finds her in the list; neither hears of himself', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const a = await parlor.connect(ann.token);
    const b = await parlor.connect(bo.token);
    const online = await a.hears('user_online', ({ userId }) => userId === bo.id);
    assert.equal(online.username, bo.username);
    const [{ online: there }] = b.all('presence_state');
    assert.ok(there.includes(ann.id));
    const user = await parlor.call(ann.token, 'GET', `/users/${bo.id}`);
    assert.equal(user.status, 'online');
    for (const [line, person] of [[a, ann], [b, bo]]) assert.ok(!line.all('user_online').some(({ userId }) => userId === person.id));
  });

  test('Bo reloads and nobody is told; he leaves and Ann is told after the grace, with the moment he left', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const a = await parlor.connect(ann.token);
    (await parlor.connect(bo.token)).leave();
    const back = await parlor.connect(bo.token);
    const left = Date.now();
    back.leave();
    const offline = await a.hears('user_offline', ({ userId }) => userId === bo.id);
    const waited = Date.now() - left;
    assert.ok(waited >= GRACE - 100, `told after ${waited} ms`);
    assert.equal(offline.username, bo.username);
    assert.ok(Math.abs(Date.parse(offline.lastSeen) - left) < GRACE - 1_000, `${offline.lastSeen} for ${new Date(left).toISOString()}`);
    const about = (event) => a.all(event).filter(({ userId }) => userId === bo.id).length;
    assert.equal(about('user_online'), 1);
    assert.equal(about('user_offline'), 1);
    const user = await parlor.call(ann.token, 'GET', `/users/${bo.id}`);
    assert.equal(user.status, 'offline');
    assert.equal(user.lastSeen, offline.lastSeen);
  });

  test('Bo closes one of two devices and stays; he signs out of the other and is gone without a grace', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const a = await parlor.connect(ann.token);
    const laptop = await parlor.connect(bo.token);
    const phone = await parlor.connect(bo.token);
    laptop.leave();
    const asked = Date.now();
    await parlor.call(bo.token, 'POST', '/auth/logout');
    await a.hears('user_offline', ({ userId }) => userId === bo.id);
    assert.ok(Date.now() - asked < GRACE - 1_000);
    await phone.hears('disconnect');
    assert.equal(a.all('user_online').filter(({ userId }) => userId === bo.id).length, 1);
  });

  test('Bo closes the page first and signs out after it: he is gone without a grace too', async () => {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const a = await parlor.connect(ann.token);
    (await parlor.connect(bo.token)).leave();
    const asked = Date.now();
    await parlor.call(bo.token, 'POST', '/auth/logout');
    await a.hears('user_offline', ({ userId }) => userId === bo.id);
    assert.ok(Date.now() - asked < GRACE - 1_000);
  });
});
