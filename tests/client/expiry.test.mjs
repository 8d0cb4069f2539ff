// A token's end while its owner is connected.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, shownOut } from './parlor.mjs';

const TRANSPORTS = [['websocket'], ['polling'], ['polling', 'websocket']];

describe('Time runs out for a token', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** The same token with an earlier end, in seconds since 1970: signed as the server signs, by the key in its directory. */
  function ending(token, exp) {
    const [head, body] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url'));
    const text = `${head}.${Buffer.from(JSON.stringify({ ...claims, exp })).toString('base64url')}`;
    return `${text}.${createHmac('sha256', readFileSync(join(parlor.directory, 'key'))).update(text).digest('base64url')}`;
  }

  /** The second of which half is still to come when so many have passed. */
  const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

  /** Hears the end of a token; milliseconds from the moment that the token names. */
  async function late(line, exp) {
    const told = new Promise((resolve) => line.socket.once('error', () => resolve(Date.now())));
    await shownOut(line);
    return (await told) - exp * 1000;
  }

  test('Ann is told and shown out within a second of it, over every transport, and nobody else is', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const others = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const from = inSeconds(4);
    const ends = TRANSPORTS.flatMap((transports) => [from, from + 1].map((exp) => ({ transports, exp })));
    const lines = await Promise.all(ends.map(({ transports, exp }) => parlor.connect(ending(ann.token, exp), { transports })));
    const waits = await Promise.all(lines.map((line, at) => late(line, ends[at].exp)));
    for (const wait of waits) assert.ok(wait >= 0, `told ${-wait} ms too early`);
    // The server looks four times a second. A machine that is busy may hold up some of them, but hardly all.
    assert.ok(Math.min(...waits) < 1_000, `told after ${waits.join(', ')} ms`);
    assert.match((await parlor.turnedAway(ending(ann.token, from))).message, /^Authentication error/);
    const [a, b] = others;
    await a.says(conversation, 'Still here');
    await b.hearsMessage('Still here');
    for (const line of others) assert.deepEqual([...line.all('error'), ...line.all('disconnect')], []);
  });

  test('Ann refreshes in time: her sockets outlive the old end, and one of another device does not', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const phone = await parlor.call(null, 'POST', '/auth/login', { username: ann.username, password: PASSWORD });
    const exp = inSeconds(4);
    const short = ending(ann.token, exp);
    const laptop = await Promise.all(TRANSPORTS.map((transports) => parlor.connect(short, { transports })));
    const pocket = await parlor.connect(ending(phone.token, exp + 1));
    const { token, expiresAt } = await parlor.call(short, 'POST', '/auth/refresh');
    assert.ok(Date.parse(expiresAt) > exp * 1000);
    // Whoever ends later has ended: so the old end is over.
    await shownOut(pocket);
    for (const [at, line] of laptop.entries()) {
      await line.says(conversation, `Still here, ${at}`);
      assert.deepEqual([...line.all('error'), ...line.all('disconnect')], []);
    }
    assert.match((await parlor.turnedAway(short)).message, /^Authentication error/);
    await (await parlor.connect(token)).says(conversation, 'And with the new one');
  });

  test('Ann signs a lost phone out from her laptop: the phone is shown out over every transport, and nothing else is', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const lost = await parlor.call(null, 'POST', '/auth/login', { username: ann.username, password: PASSWORD });
    const phone = await Promise.all(TRANSPORTS.map((transports) => parlor.connect(lost.token, { transports })));
    const [laptop, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const { sessions } = await parlor.call(ann.token, 'GET', '/auth/sessions');
    assert.equal(sessions.length, 2);
    const other = sessions.find(({ current }) => !current);
    assert.equal((await parlor.api(bo.token, 'DELETE', `/auth/sessions/${other._id}`)).status, 404, 'another person signs nobody out');
    await parlor.call(ann.token, 'DELETE', `/auth/sessions/${other._id}`);
    for (const line of phone) await shownOut(line);
    assert.match((await parlor.turnedAway(lost.token)).message, /^Authentication error/);
    assert.equal((await parlor.api(lost.token, 'GET', '/users/me')).status, 401);
    await laptop.says(conversation, 'Found it?');
    await b.hearsMessage('Found it?');
    for (const line of [laptop, b]) assert.deepEqual([...line.all('error'), ...line.all('disconnect')], []);
  });
});
