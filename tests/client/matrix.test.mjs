// Who may do what: every route and every event, by everybody, in every kind of conversation.
//
// To add a line, append `[what, act, expected]` to a table below. `act(ids, who)` makes the call or emits the event, with the ids
// it is given and no others, so that the same can be tried with ids of nothing. `expected` has a letter for each person, in the
// order of COLUMNS:
//
//   +  done                        n  not_found, and to the letter what an id of nothing is answered
//   f  forbidden                   u  forbidden as `Unauthorized`, and to the letter what an id of nothing is answered
//   c  conflict                    -  it succeeds and does nothing, just as with an id of nothing
//   .  there is nobody like that
//
// A disabled account is `unauthorized` in every line, so it has no column.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, inTime } from './parlor.mjs';

/** The steward administrates the server and takes part in nothing but General. */
const COLUMNS = ['outsider', 'former', 'member', 'admin', 'owner', 'steward'];

const NOTHING = {
  conversation: 'conv_nothing', message: 'msg_nothing', own: 'msg_nothing', member: 'user_nothing', admin: 'user_nothing', owner: 'user_nothing', bystander: 'user_nothing',
};

const get = (path) => (ids, who) => who.calls('GET', path(ids));
const post = (path, body) => (ids, who) => who.calls('POST', path(ids), body?.(ids));
const patch = (path, body) => (ids, who) => who.calls('PATCH', path(ids), body(ids));
const remove = (path) => (ids, who) => who.calls('DELETE', path(ids));
const emit = (event, payload) => (ids, who) => who.emits(event, payload(ids));

const here = (more = '') => ({ conversation }) => `/conversations/${conversation}${more}`;
const participant = (name) => (ids) => `/conversations/${ids.conversation}/participants/${ids[name]}`;
const message = ({ message }) => `/messages/${message}`;
const own = ({ own }) => `/messages/${own}`;
const conversationId = (more) => (ids) => ({ conversationId: ids.conversation, ...more?.(ids) });

/** In a conversation: what is expected in a direct one, in a group, in a channel. */
const CONVERSATION = [
  ['join_conversations', emit('join_conversations', ({ conversation }) => [conversation]), ['-.+..-', '--+++-', '--+++-']],
  ['send_message', emit('send_message', conversationId(() => ({ content: 'x' }))), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['typing', emit('typing', conversationId(() => ({ isTyping: true }))), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['mark_read, by ids', emit('mark_read', conversationId(({ message }) => ({ messageIds: [message] }))), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['mark_read, up to', emit('mark_read', conversationId(({ message }) => ({ upTo: message }))), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['edit_message, own', emit('edit_message', ({ own }) => ({ messageId: own, newContent: 'y' })), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["edit_message, another's", emit('edit_message', ({ message }) => ({ messageId: message, newContent: 'y' })), ['u.u..u', 'uuuu.u', 'uuuu.u']],
  ['delete_message, own', emit('delete_message', ({ own }) => ({ messageId: own })), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["delete_message, another's", emit('delete_message', ({ message }) => ({ messageId: message })), ['u.u..u', 'uuu+.u', 'uuu+.u']],

  ['GET conversation', get(here()), ['n.+..n', 'nn+++n', '++++++']],
  ['GET messages', get(here('/messages')), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['GET messages before one', get(({ conversation, message }) => `/conversations/${conversation}/messages?before=${message}`), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['GET participants', get(here('/participants')), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['POST message', post(here('/messages'), () => ({ content: 'x' })), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['PATCH message, own', patch(own, () => ({ newContent: 'y' })), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["PATCH message, another's", patch(message, () => ({ newContent: 'y' })), ['u.u..u', 'uuuu.u', 'uuuu.u']],
  ['DELETE message, own', remove(own), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["DELETE message, another's", remove(message), ['u.u..u', 'uuu+.u', 'uuu+.u']],
  ['PATCH name', patch(here(), () => ({ name: 'Pier' })), ['n.f..n', 'nnf++n', 'fff+++']],
  ['PATCH topic', patch(here(), () => ({ topic: 'Tides' })), ['n.f..n', 'nnf++n', 'fff+++']],
  ['PATCH retention', patch(here(), () => ({ retentionDays: 7 })), ['n.f..n', 'nnf++n', 'fff+++']],
  ['DELETE conversation', remove(here()), ['n.f..n', 'nnff+n', 'ffff++']],
  ['POST join', post(here('/join')), ['n.+..n', 'nn+++n', '++++++']],
  ['POST leave', post(here('/leave')), ['n.f..n', 'nn+++n', 'ff+++f']],
  ['POST participants', post(here('/participants'), ({ bystander }) => ({ userIds: [bystander] })), ['n.f..n', 'nnf++n', 'ff++++']],
  ['DELETE participant, a member', remove(participant('member')), ['n....n', 'nn.++n', 'ff.+++']],
  ['DELETE participant, an admin', remove(participant('admin')), ['......', 'nnf.+n', 'fff.++']],
  ['DELETE participant, an owner', remove(participant('owner')), ['n.f..n', 'nnff.n', 'ffff.f']],
  ['PATCH role', patch(participant('member'), () => ({ role: 'admin' })), ['n.f..n', 'nnff+n', 'ffff++']],
  ['PATCH role, to own it', patch(participant('member'), () => ({ role: 'owner' })), ['n.f..n', 'nnff+n', 'ffff++']],
  ['PATCH role, the last owner', patch(participant('owner'), () => ({ role: 'member' })), ['......', 'nnffcn', 'ffffcc']],
  ['POST invite to it', post(() => '/invites', ({ conversation }) => ({ conversationIds: [conversation] })), ['n.f..n', 'nnf++n', 'ff++++']],
];

/** In the house: what is expected of a member, and of a steward. `ids.account` is somebody, `ids.code` is an invite of theirs. */
const HOUSE = [
  ['GET conversations', get(() => '/conversations'), '++'],
  ['GET channels', get(() => '/channels'), '++'],
  ['POST channel', post(() => '/conversations', () => ({ type: 'channel', name: 'Quay' })), '++'],
  ['GET users', get(() => '/users'), '++'],
  ['GET user', get(({ account }) => `/users/${account}`), '++'],
  ['GET sessions', get(() => '/auth/sessions'), '++'],
  ["DELETE another's session", remove(({ session }) => `/auth/sessions/${session}`), 'nn'],
  ['POST invites', post(() => '/invites', () => ({})), '++'],
  ['GET invites', get(() => '/invites'), '++'],
  ['GET invite', get(({ code }) => `/invites/${code}`), '++'],
  ["DELETE another's invite", remove(({ code }) => `/invites/${code}`), 'n+'],
  ['GET admin/users', get(() => '/admin/users'), 'f+'],
  ['PATCH admin/users', patch(({ account }) => `/admin/users/${account}`, () => ({ displayName: 'Somebody' })), 'f+'],
  ['PATCH admin/users, to promote', patch(({ account }) => `/admin/users/${account}`, () => ({ role: 'admin' })), 'f+'],
  ['PATCH admin/users, to disable', patch(({ account }) => `/admin/users/${account}`, () => ({ disabled: true })), 'f+'],
  ['POST admin/users/:id/reset', post(({ account }) => `/admin/users/${account}/reset`), 'f+'],
  ['GET admin/users/:id/sessions', get(({ account }) => `/admin/users/${account}/sessions`), 'f+'],
  ['DELETE admin/users/:id/sessions/:id', remove(({ account, session }) => `/admin/users/${account}/sessions/${session}`), 'f+'],
  ['DELETE admin/users/:id/sessions', remove(({ account }) => `/admin/users/${account}/sessions`), 'f+'],
  ['GET admin/settings', get(() => '/admin/settings'), 'f+'],
  ['PATCH admin/settings', patch(() => '/admin/settings', () => ({ serverName: 'Harbour' })), 'f+'],
  ['GET admin/stats', get(() => '/admin/stats'), 'f+'],
  ['GET admin/audit', get(() => '/admin/audit'), 'f+'],
];

const LETTERS = { not_found: 'n', conflict: 'c', unauthorized: 'out' };

/** Somebody who acts: each answer as `{ letter, body }`. */
class Actor {
  constructor(parlor, person, line) {
    Object.assign(this, { parlor, ...person, line });
  }

  async calls(method, path, body) {
    const answer = await this.parlor.api(this.token, method, path, body);
    return { letter: answer.status < 300 ? '+' : letter(answer.body), body: answer };
  }

  async emits(event, payload) {
    if (!this.line) return { letter: await refused(this.parlor, this.token), body: null };
    const answer = await this.line.asks(event, payload);
    if (!answer.success) return { letter: letter(answer), body: answer };
    return { letter: answer.joined?.length === 0 ? '-' : '+', body: answer };
  }
}

function letter(failure) {
  assertFailure(failure);
  if (failure.code === 'forbidden') return failure.message === 'Unauthorized' ? 'u' : 'f';
  return LETTERS[failure.code] ?? failure.code;
}

/** A socket for somebody who may not have one. */
async function refused(parlor, token) {
  const line = parlor.dial(token);
  const refusal = new Promise((resolve) => line.socket.once('connect_error', resolve));
  line.socket.connect();
  const error = await inTime(refusal, 'being refused');
  assert.match(error.message, /^Authentication error/);
  return letter(error.data);
}

describe('Who may do what', () => {
  let parlor;
  const people = {};

  before(async () => {
    parlor = await Parlor.open();
    for (const name of [...COLUMNS.slice(0, -1), 'bystander', 'partner', 'gone']) people[name] = await parlor.register(name);
    people.steward = parlor.owner;
    for (const name of COLUMNS) people[name] = new Actor(parlor, people[name], await parlor.connect(people[name].token));
    people.gone = new Actor(parlor, people.gone, null);
  });
  after(() => parlor?.close());

  const says = (person, conversation) => parlor.call(person.token, 'POST', `/conversations/${conversation._id}/messages`, { content: `by ${person.username}` });

  /** A conversation with somebody in every place, where everybody who could has said something. */
  async function scene(kind) {
    const { former, member, admin, owner, gone, partner } = people;
    const everybody = { member: member.id, admin: admin.id, owner: owner.id, bystander: people.bystander.id };
    if (kind === 'direct') {
      const direct = await parlor.direct(member, partner);
      const said = { member: (await says(member, direct))._id };
      return { ids: { ...everybody, owner: partner.id, conversation: direct._id, message: (await says(partner, direct))._id }, said };
    }
    const inside = [former, member, admin, gone];
    const made = kind === 'group' ? await parlor.group(owner, inside) : await parlor.channel(owner);
    if (kind === 'channel') {
      await parlor.call(owner.token, 'POST', `/conversations/${made._id}/participants`, { userIds: inside.map(({ id }) => id) });
    }
    await parlor.call(owner.token, 'PATCH', `/conversations/${made._id}/participants/${admin.id}`, { role: 'admin' });
    const said = {};
    for (const name of ['former', 'member', 'admin', 'owner']) said[name] = (await says(people[name], made))._id;
    await parlor.call(owner.token, 'DELETE', `/conversations/${made._id}/participants/${former.id}`);
    return { ids: { ...everybody, conversation: made._id, message: said.owner }, said };
  }

  for (const [index, kind] of ['direct', 'group', 'channel'].entries()) {
    test(`in a ${kind}`, async () => {
      let now = await scene(kind);
      for (const [what, act, expected] of CONVERSATION) {
        let found = '';
        for (const [column, name] of COLUMNS.entries()) {
          if (expected[index][column] === '.') {
            found += '.';
            continue;
          }
          const ids = { ...now.ids, own: now.said[name] ?? now.ids.message };
          const answer = await act(ids, people[name]);
          found += answer.letter;
          if ('nu-'.includes(answer.letter)) {
            const nothing = await act(NOTHING, people[name]);
            assert.deepEqual(answer, nothing, `${what} by ${name}: it can be told from nothing`);
          }
          // What was done may be in the way of the next.
          if (answer.letter === '+') now = await scene(kind);
        }
        assert.equal(found, expected[index], `${what}, by ${COLUMNS.join(', ')}`);
      }
    });
  }

  test('in the house', async () => {
    for (const [what, act, expected] of HOUSE) {
      const account = await parlor.register('account');
      const { code } = await parlor.call(account.token, 'POST', '/invites', {});
      const { sessions } = await parlor.call(account.token, 'GET', '/auth/sessions');
      const ids = { account: account.id, code, session: sessions[0]._id };
      const nothing = { account: 'user_nothing', code: '2222-2222-2222-2222', session: 'session_nothing' };
      let found = '';
      for (const name of ['outsider', 'steward']) {
        const answer = await act(ids, people[name]);
        found += answer.letter;
        if (answer.letter === 'n' || (name === 'outsider' && answer.letter === 'f')) {
          assert.deepEqual(answer, await act(nothing, people[name]), `${what} by ${name}: it can be told from nothing`);
        }
      }
      assert.equal(found, expected, what);
      // An invite is for those who have no token; everything else is not.
      const stranger = await act(ids, new Actor(parlor, { token: null }, null));
      assert.equal(stranger.letter, what === 'GET invite' ? '+' : 'out', `${what} without a token`);
    }
  });

  test('nothing at all, for an account that is disabled', async () => {
    const { ids, said } = await scene('channel');
    const all = { ...ids, own: said.member, account: people.bystander.id, code: '2222-2222-2222-2222', session: 'session_nothing' };
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${people.gone.id}`, { disabled: true });
    for (const [what, act] of [...CONVERSATION, ...HOUSE.filter(([what]) => what !== 'GET invite')]) {
      assert.equal((await act(all, people.gone)).letter, 'out', what);
    }
    const login = await parlor.api(null, 'POST', '/auth/login', { username: people.gone.username, password: PASSWORD });
    const wrong = await parlor.api(null, 'POST', '/auth/login', { username: people.gone.username, password: 'not this lamp' });
    assert.deepEqual(login, wrong, 'signing in tells nobody that it is disabled');
  });
});
