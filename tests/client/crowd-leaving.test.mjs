// The server is asked to end while everybody talks, and begins again.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Crowd } from './crowd.mjs';
import { Parlor } from './parlor.mjs';

/** As promised to whoever stops the service. Milliseconds. */
const PATIENT = 5_000;

describe('The server ends under load', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  test('it is gone in time and in order, all come back by themselves, and everything acknowledged is there', async (t) => {
    const people = [];
    for (const transport of Array(12).fill(['websocket', 'websocket', 'polling', 'upgrade', 'upgrade']).flat()) {
      people.push({ ...(await parlor.register('voice')), transport });
    }
    const conversation = await parlor.group(people[0], people.slice(1), 'Last orders');
    const crowd = new Crowd([people.slice(0, 30), people.slice(30)]);
    t.after(() => crowd.leave());
    await crowd.arrive(parlor, conversation, { messages: 30, window: 8 });
    const over = crowd.talk();
    await crowd.acknowledged(0.25);
    const asked = performance.now();
    const end = await parlor.end('SIGTERM');
    const took = performance.now() - asked;
    assert.deepEqual(end, [0, null]);
    assert.ok(took < PATIENT, `it took ${took} ms`);
    const log = statSync(join(parlor.directory, 'parlor.db-wal'), { throwIfNoEntry: false });
    assert.equal(log?.size ?? 0, 0, 'the log was not folded into the database');
    await parlor.start();
    await over;
    const voices = await crowd.agrees(parlor, conversation);
    for (const { username, transport, ends } of voices) {
      assert.notEqual(ends.length, 0, username);
      // A poll may also come to where nobody listens any more.
      const lost = transport === 'websocket' ? /^transport close$/ : /^transport (close|error)$/;
      for (const reason of ends) assert.match(reason, lost, `${username}, ${transport}`);
    }
  });
});
