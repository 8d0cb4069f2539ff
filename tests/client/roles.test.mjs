// Roles: who owns a conversation, how that is handed over, and what an administrator of the server is in a channel.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Parlor, assertFailure } from './parlor.mjs';

describe('Somebody looks after a conversation', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  const role = (person, conversation, who, wanted) =>
    parlor.api(person.token, 'PATCH', `/conversations/${conversation._id}/participants/${who.id}`, { role: wanted });
  const roles = async (person, conversation) => {
    const { participants } = await parlor.call(person.token, 'GET', `/conversations/${conversation._id}/participants`);
    return Object.fromEntries(participants.map(({ user, role }) => [user._id, role]));
  };

  test('Ann hands the group over to Bo: he owns it too, she steps down, and he cannot be the last to do so', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const b = await parlor.connect(bo.token);
    const group = await parlor.group(ann, [bo]);
    assertFailure((await role(ann, group, ann, 'member')).body, 'conflict');
    const handed = await role(ann, group, bo, 'owner');
    assert.equal(handed.status, 200);
    assert.deepEqual(handed.body.participants.map(({ role }) => role), ['owner', 'owner']);
    await b.hears('participant_added', ({ user, role }) => user._id === bo.id && role === 'owner');
    assertFailure((await parlor.api(bo.token, 'DELETE', `/conversations/${group._id}/participants/${ann.id}`)).body, 'forbidden');
    assert.equal((await role(ann, group, ann, 'member')).status, 200);
    assertFailure((await role(bo, group, bo, 'admin')).body, 'conflict');
    assertFailure((await role(ann, group, ann, 'owner')).body, 'forbidden');
    assert.deepEqual(await roles(ann, group), { [ann.id]: 'member', [bo.id]: 'owner' });
  });

  test('the owner leaves: an admin comes before those who came first, and after that they go by when they came', async () => {
    const [ann, bo, cy, di] = [await parlor.register('ann'), await parlor.register('bo'), await parlor.register('cy'), await parlor.register('di')];
    const group = await parlor.group(ann, [bo]);
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/participants`, { userIds: [cy.id] });
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/participants`, { userIds: [di.id] });
    await role(ann, group, di, 'admin');
    const c = await parlor.connect(cy.token);
    await parlor.call(ann.token, 'POST', `/conversations/${group._id}/leave`);
    await c.hears('participant_added', ({ user, role }) => user._id === di.id && role === 'owner');
    assert.deepEqual(await roles(cy, group), { [bo.id]: 'member', [cy.id]: 'member', [di.id]: 'owner' });
    await parlor.call(di.token, 'POST', `/conversations/${group._id}/leave`);
    await c.hears('participant_added', ({ user, role }) => user._id === bo.id && role === 'owner');
    assert.deepEqual(await roles(cy, group), { [bo.id]: 'owner', [cy.id]: 'member' });
  });

  test('the owner is disabled: somebody else owns it too; enabled again, both do', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const b = await parlor.connect(bo.token);
    const group = await parlor.group(ann, [bo]);
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${ann.id}`, { disabled: true });
    await b.hears('participant_added', ({ user, role }) => user._id === bo.id && role === 'owner');
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${ann.id}`, { disabled: false });
    assert.deepEqual(await roles(bo, group), { [ann.id]: 'owner', [bo.id]: 'owner' });
  });

  test('Bo is removed in the middle of a word: he hears it last and nothing after it, and nobody sees him type for ever', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    const [group, general] = [await parlor.group(ann, [bo]), await parlor.general(ann)];
    b.socket.emit('typing', { conversationId: group._id, isTyping: true });
    await a.hears('typing_status', ({ isTyping }) => isTyping);
    await parlor.call(ann.token, 'DELETE', `/conversations/${group._id}/participants/${bo.id}`);
    await a.hears('typing_status', ({ isTyping }) => !isTyping);
    await a.hears('participant_removed', ({ user }) => user._id === bo.id);
    await a.says(group, 'he is gone');
    await a.hearsMessage('he is gone');
    await a.says(general, 'for all');
    await b.hearsMessage('for all');
    const about = b.heard.filter(([, payload]) => JSON.stringify(payload ?? null).includes(group._id)).map(([event]) => event);
    assert.deepEqual(about, ['conversation_created', 'participant_removed']);
  });

  test('an administrator of the server looks after every channel, in it with the hands of an owner, and after no group', async () => {
    const ann = await parlor.register('ann');
    const steward = parlor.owner;
    const [a, s] = [await parlor.connect(ann.token), await parlor.connect(steward.token)];
    const channel = await parlor.channel(ann, 'Quay');
    const message = await a.says(channel, 'rubbish');
    await parlor.call(steward.token, 'PATCH', `/conversations/${channel._id}`, { topic: 'Be kind' });
    await a.hears('conversation_updated', ({ conversation }) => conversation.topic === 'Be kind' && conversation.joined && conversation.lastMessage);
    // What is said inside is for those inside.
    const refused = await s.asks('delete_message', { messageId: message._id });
    assert.equal(refused.message, 'Unauthorized');
    await parlor.call(steward.token, 'POST', `/conversations/${channel._id}/join`);
    await s.does('delete_message', { messageId: message._id });
    await a.hears('message_deleted', ({ messageId }) => messageId === message._id);
    assert.deepEqual(await roles(ann, channel), { [ann.id]: 'owner', [steward.id]: 'member' });

    const group = await parlor.group(ann, [steward]);
    const mine = await a.says(group, 'mine');
    assertFailure(await s.asks('delete_message', { messageId: mine._id }), 'forbidden');
    assertFailure((await parlor.api(steward.token, 'PATCH', `/conversations/${group._id}`, { name: 'Theirs' })).body, 'forbidden');
    assertFailure((await parlor.api(steward.token, 'DELETE', `/conversations/${group._id}`)).body, 'forbidden');
  });

  test('a name that calls everybody or stands for nobody is nobody\'s', async () => {
    for (const username of ['here', 'all', 'everyone', 'channel', 'deleted', ' Here ']) {
      const { body } = await parlor.api(null, 'POST', '/auth/register', { username, password: 'a lamp in the window' });
      assertFailure(body, 'conflict');
      assert.equal(body.field, 'username');
    }
  });
});
