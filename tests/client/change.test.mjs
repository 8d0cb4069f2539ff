// What changes around people: a session that ends, a reader who leaves, a name, the first room.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Parlor } from './parlor.mjs';

describe('Things change around people', () => {
  let parlor;
  before(async () => {
    parlor = await Parlor.open();
  });
  after(() => parlor.close());

  it('Ann signs out while her message is still on its way: it is refused and not stored', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const body = JSON.stringify({ content: 'from a session that is over' });
    const slow = connect(Number(new URL(parlor.address).port), '127.0.0.1');
    slow.write(
      `POST /api/conversations/${conversation._id}/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
        `Authorization: Bearer ${ann.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
    );
    // The server asks for the body: it has looked at the token by now.
    const [asked] = await once(slow, 'data');
    assert.match(String(asked), /^HTTP\/1\.1 100/);
    await parlor.call(ann.token, 'POST', '/auth/logout');
    slow.write(body);
    const [answer] = await once(slow, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 401/);
    assert.deepEqual(await parlor.history(bo, conversation), []);
  });

  it('Bo reads and leaves: what he read stays read', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const group = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Boat', participantIds: [bo.id] });
    const message = await parlor.call(ann.token, 'POST', `/conversations/${group._id}/messages`, { content: 'Who has the key?' });
    const reader = await parlor.connect(bo.token);
    await reader.socket.emitWithAck('mark_read', { conversationId: group._id, messageIds: [message._id] });
    await parlor.call(bo.token, 'POST', `/conversations/${group._id}/leave`);
    const [read] = await parlor.history(ann, group);
    assert.equal(read.status, 'read');
    assert.deepEqual(read.readBy.map((mark) => mark.user), [bo.id]);
  });

  it('Bo leaves and is brought back: what he had read is not unread again', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const group = await parlor.call(ann.token, 'POST', '/conversations', { type: 'group', name: 'Boat', participantIds: [bo.id] });
    const say = (content) => parlor.call(ann.token, 'POST', `/conversations/${group._id}/messages`, { content });
    await say('one');
    const two = await say('two');
    const reader = await parlor.connect(bo.token);
    await reader.does('mark_read', { conversationId: group._id, upTo: two._id });
    await parlor.call(bo.token, 'POST', `/conversations/${group._id}/leave`);
    await say('three');
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/participants`, { userIds: [bo.id] });
    const again = await parlor.call(bo.token, 'GET', `/conversations/${group._id}`);
    assert.equal(again.unreadCount, 1);
    assert.equal(again.participants.find(({ user }) => user._id === bo.id).lastReadSeq, two.seq);
    const history = await parlor.history(ann, group);
    assert.deepEqual(history.map(({ readBy }) => readBy.map(({ user }) => user)), [[bo.id], [bo.id], []]);
  });

  it('Ann takes another name: Bo is told, once, and only if it is another', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const line = await parlor.connect(bo.token);
    await parlor.call(ann.token, 'PATCH', '/users/me', { displayName: 'Ann of the boat' });
    await parlor.call(ann.token, 'PATCH', '/users/me', { displayName: 'Ann of the boat' });
    await parlor.call(ann.token, 'PATCH', '/users/me', { displayName: 'Ann' });
    await line.hears('user_updated', ({ user }) => user.displayName === 'Ann');
    assert.deepEqual(line.all('user_updated').map(({ user }) => [user._id, user.displayName]), [[ann.id, 'Ann of the boat'], [ann.id, 'Ann']]);
  });

  it('the first room is renamed: newcomers still come into it, as members', async () => {
    const room = await parlor.general(parlor.owner);
    await parlor.call(parlor.owner.token, 'PATCH', `/conversations/${room._id}`, { name: 'Lounge' });
    const cy = await parlor.register('cy');
    const { conversations } = await parlor.call(cy.token, 'GET', '/conversations');
    assert.deepEqual(conversations.map(({ _id, name }) => [_id, name]), [[room._id, 'Lounge']]);
    const me = conversations[0].participants.find(({ user }) => user._id === cy.id);
    assert.equal(me.role, 'member');
  });
});
