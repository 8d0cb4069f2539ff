import assert from 'node:assert/strict';
import { test } from 'node:test';
import { general, isGood } from '../src/chapters/invites.ts';
import type { Invite } from '../src/protocol.ts';

const invite = (more: Partial<Invite>): Invite =>
  ({ code: 'x', url: '', maxUses: null, uses: 0, expiresAt: null, createdAt: '', conversations: [], ...more }) as Invite;
const past = '2020-01-01T00:00:00.000Z';
const future = '2999-01-01T00:00:00.000Z';

test('5 · a link is good until it is used up or over', () => {
  assert.deepEqual(
    [invite({}), invite({ maxUses: 2, uses: 1 }), invite({ maxUses: 1, uses: 1 }), invite({ expiresAt: future }), invite({ expiresAt: past })].map(isGood),
    [true, true, false, true, false],
  );
});

test('3 · the link to hand around is the newest good one for everybody', () => {
  const room = { _id: 'conv_1', name: 'Book circle' };
  const all = [invite({ code: 'old', expiresAt: past }), invite({ code: 'one', maxUses: 1 }), invite({ code: 'room', conversations: [room] }), invite({ code: 'all' })];
  assert.equal(general(all)?.code, 'all');
  assert.equal(general(all.slice(0, 3)), undefined);
});
