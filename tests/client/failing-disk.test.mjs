import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FAULTS, breaks } from './disk.mjs';
import { PASSWORD, PATIENCE, Parlor, assertFailure } from './parlor.mjs';

describe('The disk fails', () => {
  let parlor;
  beforeEach(async () => (parlor = await Parlor.open()));
  afterEach(() => parlor?.close());

  async function pair() {
    const ann = await parlor.register('ann');
    const bo = await parlor.register('bo');
    const conversation = await parlor.direct(ann, bo);
    return { ann, bo, conversation, a: await parlor.connect(ann.token), b: await parlor.connect(bo.token) };
  }

  const login = ({ username }, password = PASSWORD) => parlor.api(null, 'POST', '/auth/login', { username, password });

  async function signIn(person) {
    const { status, body } = await login(person);
    assert.equal(status, 200, JSON.stringify(body));
    return body.token;
  }

  const whoIs = async (token) => (await parlor.api(token, 'GET', '/users/me')).status;

  const ways = [
    ['to sync', FAULTS.sync],
    ['to write', FAULTS.write],
    ['to be writable', FAULTS.readOnly],
    ['to have room', FAULTS.full],
  ];
  for (const [how, fault] of ways) {
    test(`${how}: who sends is told so, reading, typing and signing in go on, and the first thing said afterwards is stored`, async () => {
      const { ann, bo, conversation, a, b } = await pair();
      const first = await a.says(conversation, 'before');
      const drafts = ['one', 'two', 'three'].map((content) => ({ conversationId: conversation._id, content, clientId: content }));
      const { met, end } = await breaks(parlor.pid, fault);
      let phone;
      try {
        for (const answer of await Promise.all(drafts.map((draft) => a.asks('send_message', draft)))) assertFailure(answer, 'unavailable');
        await met();
        assertFailure(await a.asks('edit_message', { messageId: first._id, newContent: 'after' }), 'unavailable');
        assertFailure(await a.asks('delete_message', { messageId: first._id }), 'unavailable');
        const refused = await parlor.api(ann.token, 'POST', `/conversations/${conversation._id}/messages`, { content: 'by post' });
        assert.equal(refused.status, 503);
        assertFailure(refused.body, 'unavailable');

        assert.deepEqual(await parlor.history(bo, conversation), [first]);
        a.socket.emit('typing', { conversationId: conversation._id, isTyping: true });
        await b.hears('typing_status');
        assert.equal((await login(ann, 'not her password')).status, 401);
        phone = await signIn(ann);
        assert.deepEqual(await parlor.history({ token: phone }, conversation), [first]);
        const p = await parlor.connect(phone);
        assertFailure(await p.asks('send_message', drafts[0]), 'unavailable');
        await parlor.connect(bo.token);
      } finally {
        await end();
      }

      const next = await a.says(conversation, 'and so on');
      assert.equal(next.seq, 2);
      for (const [index, { content }] of drafts.entries()) {
        const message = await a.says(conversation, content, { clientId: content });
        assert.equal(message.seq, 3 + index);
        assert.equal((await a.says(conversation, content, { clientId: content }))._id, message._id);
      }
      await b.hearsMessage('three');
      const said = ['before', 'and so on', 'one', 'two', 'three'];
      assert.deepEqual(b.all('receive_message').map(({ message }) => message.content), said);
      const kept = await parlor.history(ann, conversation);
      assert.deepEqual(kept.map(({ content, seq }) => [content, seq]), said.map((content, index) => [content, index + 1]));

      await parlor.kill();
      await parlor.start();
      assert.deepEqual(await parlor.history({ token: phone }, conversation), kept);
    });

    test(`${how}, and the power goes while it does: what was refused and said again afterwards is there once, what was acknowledged is there`, async () => {
      const { ann, bo, conversation, a } = await pair();
      const first = await a.says(conversation, 'before');
      const { end } = await breaks(parlor.pid, fault);
      try {
        assertFailure(await a.asks('send_message', { conversationId: conversation._id, content: 'during', clientId: 'during' }), 'unavailable');
      } finally {
        await parlor.kill();
        await end();
      }
      await parlor.start();
      const again = await parlor.connect(ann.token);
      const during = await again.says(conversation, 'during', { clientId: 'during' });
      const next = await again.says(conversation, 'after');
      assert.deepEqual([first.seq, during.seq, next.seq], [1, 2, 3]);
      assert.deepEqual(await parlor.history(bo, conversation), [first, during, next]);
    });
  }

  test('while Ann signs in on her phone and her tablet: both sessions reach the disk by themselves, and one ends for good when she says so', async () => {
    const { ann } = await pair();
    const { end } = await breaks(parlor.pid, FAULTS.sync);
    let [phone, tablet] = [];
    try {
      [phone, tablet] = [await signIn(ann), await signIn(ann)];
      assert.equal((await parlor.api(phone, 'POST', '/auth/logout')).status, 503);
      assert.equal(await whoIs(phone), 200);
    } finally {
      await end();
    }
    assert.ok((await parlor.api(phone, 'POST', '/auth/logout')).status < 300);
    assert.equal(await whoIs(phone), 401);
    assert.equal(await whoIs(tablet), 200);
    await parlor.kill();
    await parlor.start();
    assert.equal(await whoIs(phone), 401);
    assert.equal(await whoIs(tablet), 200);
  });

  test('while Ann signs in, and nobody says a word when it works again: her session is on disk soon', async () => {
    const { ann } = await pair();
    const { end } = await breaks(parlor.pid, FAULTS.sync);
    const phone = await signIn(ann).finally(end);
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const { sessions } = await parlor.call(ann.token, 'GET', '/auth/sessions');
      if (sessions.length === 2) break;
      assert.ok(Date.now() < deadline, 'the session is not on disk');
      // Nobody tells when a debt is paid.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await parlor.kill();
    await parlor.start();
    assert.equal(await whoIs(phone), 200);
  });

  test('while Ann signs in, and the power goes before it works again: she signs in again', async () => {
    const { ann } = await pair();
    const { end } = await breaks(parlor.pid, FAULTS.write);
    let phone;
    try {
      phone = await signIn(ann);
      assert.equal(await whoIs(phone), 200);
    } finally {
      await parlor.kill();
      await end();
    }
    await parlor.start();
    assert.equal(await whoIs(phone), 401);
    assert.equal(await whoIs(ann.token), 200);
    assert.equal(await whoIs(await signIn(ann)), 200);
  });

  test('while Bo goes: when he was last there is stored once it works again', async () => {
    const { ann, bo, conversation, a, b } = await pair();
    const { end } = await breaks(parlor.pid, FAULTS.sync);
    let lastSeen;
    try {
      b.leave();
      ({ lastSeen } = await a.hears('user_offline', ({ userId }) => userId === bo.id));
      assertFailure(await a.asks('send_message', { conversationId: conversation._id, content: 'Bo?' }), 'unavailable');
    } finally {
      await end();
    }
    await a.says(conversation, 'Bo?');
    assert.equal((await parlor.call(ann.token, 'GET', `/users/${bo.id}`)).lastSeen, lastSeen);
  });
});
