// Who may do what: every route and every event, by everybody, in every kind of conversation.
//
// To add a line, append `[what, act, expected]` to a table below. `act(ids, who)` makes the call or emits the event, with the ids
// it is given and no others, so that the same can be tried with ids of nothing. `expected` has a letter for each person, in the
// order of COLUMNS:
//
//   +  done                        n  not_found, and to the letter what an id of nothing is answered
//   f  forbidden                   u  forbidden as `Unauthorized`, and to the letter what an id of nothing is answered
//   c  conflict                    -  it succeeds and does or finds nothing, just as with an id of nothing
//   .  there is nobody like that
//
// A disabled account is `unauthorized` in every line, so it has no column; `out` is that, where it is so for everybody. What
// is open to all the world, by an address that nobody guesses, is in OPEN.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PASSWORD, Parlor, assertFailure, inTime } from './parlor.mjs';
import { png } from './pictures.mjs';

/** The steward administrates the server and takes part in nothing but General. */
const COLUMNS = ['outsider', 'former', 'member', 'admin', 'owner', 'steward'];

const NOTHING = {
  conversation: 'conv_nothing', message: 'msg_nothing', own: 'msg_nothing', member: 'user_nothing', admin: 'user_nothing', owner: 'user_nothing', bystander: 'user_nothing',
  file: 'file_nothing', hook: 'hook_nothing',
};

/** Wide enough to have a thumbnail. */
const PICTURE = png(700, 4);

const get = (path) => (ids, who) => who.calls('GET', path(ids));
const post = (path, body) => (ids, who) => who.calls('POST', path(ids), body?.(ids));
const patch = (path, body) => (ids, who) => who.calls('PATCH', path(ids), body(ids));
const remove = (path) => (ids, who) => who.calls('DELETE', path(ids));
const put = (path, body) => (ids, who) => who.calls('PUT', path(ids), body?.(ids));
const read = (path) => (ids, who) => who.reads(path(ids));
const send = (method, path) => (ids, who) => who.sends(method, path(ids), PICTURE);
const emit = (event, payload) => (ids, who) => who.emits(event, payload(ids));

const here = (more = '') => ({ conversation }) => `/conversations/${conversation}${more}`;
const participant = (name) => (ids) => `/conversations/${ids.conversation}/participants/${ids[name]}`;
const message = ({ message }) => `/messages/${message}`;
const own = ({ own }) => `/messages/${own}`;
const file = ({ file }) => `/api/files/${file}/picture.png`;
const thumbnail = ({ file }) => `/api/thumbnails/${file}`;
const messageId = (more) => (ids) => ({ messageId: ids.message, ...more });
const reaction = (ids) => `${message(ids)}/reactions/${encodeURIComponent('👍')}`;
const pin = (ids) => `${message(ids)}/pin`;
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
  ['add_reaction', emit('add_reaction', messageId({ emoji: '👍' })), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['remove_reaction', emit('remove_reaction', messageId({ emoji: '👍' })), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['pin_message', emit('pin_message', messageId()), ['n.+..n', 'nn+++n', 'nnf++n']],
  ['unpin_message', emit('unpin_message', messageId()), ['n.+..n', 'nn+++n', 'nnf++n']],

  ['GET conversation', get(here()), ['n.+..n', 'nn+++n', '++++++']],
  ['GET messages', get(here('/messages')), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['GET messages before one', get(({ conversation, message }) => `/conversations/${conversation}/messages?before=${message}`), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['GET pins', get(here('/pins')), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['GET search, in it', get(({ conversation }) => `/search?q=by&in=${conversation}`), ['-.+..-', '--+++-', '--+++-']],
  ['GET file, sent there', read(file), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['GET thumbnail of it', read(thumbnail), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['GET participants', get(here('/participants')), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['POST message', post(here('/messages'), () => ({ content: 'x' })), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['PATCH message, own', patch(own, () => ({ newContent: 'y' })), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["PATCH message, another's", patch(message, () => ({ newContent: 'y' })), ['u.u..u', 'uuuu.u', 'uuuu.u']],
  ['DELETE message, own', remove(own), ['u.+..u', 'uu+++u', 'uu+++u']],
  ["DELETE message, another's", remove(message), ['u.u..u', 'uuu+.u', 'uuu+.u']],
  ['PUT reaction', put(reaction), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['DELETE reaction', remove(reaction), ['n.+..n', 'nn+++n', 'nn+++n']],
  ['PUT pin', put(pin), ['n.+..n', 'nn+++n', 'nnf++n']],
  ['DELETE pin', remove(pin), ['n.+..n', 'nn+++n', 'nnf++n']],
  ['PUT notifications', put(here('/notifications'), () => ({ level: 'mentions' })), ['n.+..n', 'nn+++n', 'ff+++f']],
  ['PUT avatar', send('PUT', here('/avatar')), ['n.f..n', 'nnf++n', 'fff+++']],
  ['DELETE avatar', remove(here('/avatar')), ['n.f..n', 'nnf++n', 'fff+++']],
  ['GET hooks', get(here('/hooks')), ['n.f..n', 'nnf++n', 'fff+++']],
  ['POST hook', post(here('/hooks'), () => ({ name: 'Kettle' })), ['n.f..n', 'nnf++n', 'fff+++']],
  ['DELETE hook', remove(({ conversation, hook }) => `/conversations/${conversation}/hooks/${hook}`), ['n.f..n', 'nnf++n', 'fff+++']],
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

/** Bots are told apart by a number: names are taken once. */
let bots = 0;
const bot = ({ bot }) => `/admin/bots/${bot}`;
const webhook = ({ webhook }) => `/admin/webhooks/${webhook}`;
/** Nobody listens there. */
const NOBODY = 'http://127.0.0.1:9/';

/** In the house: what is expected of a member, and of a steward. `ids.account` is somebody, `ids.code` is an invite of theirs, `ids.file` a picture that they have not shown to anybody. */
const HOUSE = [
  ['GET conversations', get(() => '/conversations'), '++'],
  ['GET channels', get(() => '/channels'), '++'],
  ['POST channel', post(() => '/conversations', () => ({ type: 'channel', name: 'Quay' })), '++'],
  ['GET search', get(() => '/search?q=nobody-said-so&from=me'), '--'],
  ['GET sync', get(() => '/sync?since=0'), '++'],
  ['sync', emit('sync', () => ({ since: 0 })), '++'],
  ['GET users', get(() => '/users'), '++'],
  ['GET users/me', get(() => '/users/me'), '++'],
  ['PATCH users/me', patch(() => '/users/me', () => ({ displayName: 'Sailor' })), '++'],
  ['PUT users/me/avatar', send('PUT', () => '/users/me/avatar'), '++'],
  ['DELETE users/me/avatar', remove(() => '/users/me/avatar'), '++'],
  ['GET avatar', read(({ avatar }) => avatar), '++'],
  ['POST file', send('POST', () => '/files?name=picture.png'), '++'],
  ['POST files/token', post(() => '/files/token'), '++'],
  ["GET another's file", read(file), 'nn'],
  ["GET thumbnail of another's file", read(thumbnail), 'nn'],
  ['POST hook, by its address', post(({ address }) => `/hooks/${address}`, () => ({ text: 'x' })), '++'],
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
  ['GET admin/bots', get(() => '/admin/bots'), 'f+'],
  ['POST admin/bots', post(() => '/admin/bots', () => ({ username: `robot-${(bots += 1)}` })), 'f+'],
  ['GET admin/bots/:id/tokens', get((ids) => `${bot(ids)}/tokens`), 'f+'],
  ['POST admin/bots/:id/tokens', post((ids) => `${bot(ids)}/tokens`, () => ({ name: 'x' })), 'f+'],
  ['DELETE admin/bots/:id/tokens/:id', remove((ids) => `${bot(ids)}/tokens/${ids.key}`), 'f+'],
  ['DELETE admin/bots/:id', remove(bot), 'f+'],
  ['GET admin/webhooks', get(() => '/admin/webhooks'), 'f+'],
  ['POST admin/webhooks', post(() => '/admin/webhooks', ({ bot }) => ({ name: 'x', botId: bot, trigger: 'mention', url: NOBODY })), 'f+'],
  ['PATCH admin/webhooks', patch(webhook, () => ({ name: 'y' })), 'f+'],
  ['POST admin/webhooks/:id/test', post((ids) => `${webhook(ids)}/test`), 'f+'],
  ['DELETE admin/webhooks', remove(webhook), 'f+'],
  ['GET metrics, which have a token of their own', read(() => '/metrics'), 'outout'],
  ['GET admin/settings', get(() => '/admin/settings'), 'f+'],
  ['PATCH admin/settings', patch(() => '/admin/settings', () => ({ serverName: 'Harbour' })), 'f+'],
  ['GET admin/stats', get(() => '/admin/stats'), 'f+'],
  ['GET admin/audit', get(() => '/admin/audit'), 'f+'],
];

const OPEN = ['GET invite', 'GET avatar', 'POST hook, by its address'];

const LETTERS = { not_found: 'n', conflict: 'c', unauthorized: 'out' };

/** Somebody who acts: each answer as `{ letter, body }`. */
class Actor {
  constructor(parlor, person, line) {
    Object.assign(this, { parlor, ...person, line });
  }

  async calls(method, path, body) {
    return told(await this.parlor.api(this.token, method, path, body));
  }

  async sends(method, path, bytes) {
    const { status, body } = await this.parlor.send(this, method, path, bytes);
    return told({ status, body });
  }

  /** Whatever is there, by an address from the root. */
  async reads(path) {
    const { status, bytes } = await this.parlor.read(this.token, path);
    return told({ status, body: status < 300 ? null : JSON.parse(bytes) });
  }

  async emits(event, payload) {
    if (!this.line) return { letter: await refused(this.parlor, this.token), body: null };
    const answer = await this.line.asks(event, payload);
    if (!answer.success) return { letter: letter(answer), body: answer };
    return { letter: answer.joined?.length === 0 ? '-' : '+', body: answer };
  }
}

function told(answer) {
  if (answer.status >= 300) return { letter: letter(answer.body), body: answer };
  return { letter: answer.body?.results?.length === 0 ? '-' : '+', body: answer };
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
  /** What opens a hook. */
  let address;

  before(async () => {
    parlor = await Parlor.open({ flags: ['--metrics-token', 'a-token-of-its-own'] });
    for (const name of [...COLUMNS.slice(0, -1), 'bystander', 'partner', 'gone']) people[name] = await parlor.register(name);
    people.steward = parlor.owner;
    for (const name of COLUMNS) people[name] = new Actor(parlor, people[name], await parlor.connect(people[name].token));
    people.gone = new Actor(parlor, people.gone, null);
    const hook = await parlor.call(people.owner.token, 'POST', `/conversations/${(await parlor.group(people.owner, []))._id}/hooks`, { name: 'Bell' });
    address = hook.url.split('/').pop();
    await parlor.call(parlor.owner.token, 'PATCH', '/admin/settings', { webhookAddresses: ['127.0.0.1'] });
  });
  after(() => parlor?.close());

  const says = (person, conversation) => parlor.call(person.token, 'POST', `/conversations/${conversation._id}/messages`, { content: `by ${person.username}` });

  /** Shows a picture there: the id of the file. */
  async function shows(person, conversation) {
    const { _id, fileUrl } = await parlor.upload(person, 'picture.png', PICTURE);
    await parlor.call(person.token, 'POST', `/conversations/${conversation._id}/messages`, { content: '', type: 'image', fileUrl });
    return _id;
  }

  /** A conversation with somebody in every place, where everybody who could has said something. */
  async function scene(kind) {
    const { former, member, admin, owner, gone, partner } = people;
    const everybody = { member: member.id, admin: admin.id, owner: owner.id, bystander: people.bystander.id };
    if (kind === 'direct') {
      const direct = await parlor.direct(member, partner);
      const said = { member: (await says(member, direct))._id };
      const there = { conversation: direct._id, message: (await says(partner, direct))._id, file: await shows(partner, direct), hook: NOTHING.hook };
      return { ids: { ...everybody, owner: partner.id, ...there }, said };
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
    const file = await shows(owner, made);
    const { _id: hook } = await parlor.call(owner.token, 'POST', `/conversations/${made._id}/hooks`, { name: 'Oven' });
    return { ids: { ...everybody, conversation: made._id, message: said.owner, file, hook }, said };
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
      const { _id: file } = await parlor.upload(account, 'picture.png', PICTURE);
      const { body: { avatar } } = await parlor.send(account, 'PUT', '/users/me/avatar', PICTURE);
      const made = async (path, body) => (await parlor.call(parlor.owner.token, 'POST', path, body))._id;
      const bot = await made('/admin/bots', { username: `robot-${(bots += 1)}` });
      const key = await made(`/admin/bots/${bot}/tokens`, { name: 'x' });
      const webhook = await made('/admin/webhooks', { name: 'x', botId: bot, trigger: 'mention', url: NOBODY });
      const ids = { account: account.id, code, session: sessions[0]._id, file, avatar, address, bot, key, webhook };
      const nothing = {
        account: 'user_nothing', code: '2222-2222-2222-2222', session: 'session_nothing', file: 'file_nothing', avatar: '/api/avatars/nothing.png', address: '0'.repeat(40),
        bot: 'user_nothing', key: 'session_nothing', webhook: 'webhook_nothing',
      };
      let found = '';
      for (const name of ['outsider', 'steward']) {
        const answer = await act(ids, people[name]);
        found += answer.letter;
        if ('n-'.includes(answer.letter) || (name === 'outsider' && answer.letter === 'f')) {
          assert.deepEqual(answer, await act(nothing, people[name]), `${what} by ${name}: it can be told from nothing`);
        }
      }
      assert.equal(found, expected, what);
      const stranger = await act(ids, new Actor(parlor, { token: null }, null));
      assert.equal(stranger.letter, OPEN.includes(what) ? '+' : 'out', `${what} without a token`);
      // There are not to be too many webhooks, and they go with it.
      await parlor.api(parlor.owner.token, 'DELETE', `/admin/bots/${bot}`);
    }
  });

  test('nothing at all, for an account that is disabled', async () => {
    const { ids, said } = await scene('channel');
    const there = { code: '2222-2222-2222-2222', session: 'session_nothing', bot: 'user_nothing', key: 'session_nothing', webhook: 'webhook_nothing' };
    const all = { ...ids, ...there, own: said.member, account: people.bystander.id };
    await parlor.call(parlor.owner.token, 'PATCH', `/admin/users/${people.gone.id}`, { disabled: true });
    for (const [what, act] of [...CONVERSATION, ...HOUSE.filter(([what]) => !OPEN.includes(what))]) {
      assert.equal((await act(all, people.gone)).letter, 'out', what);
    }
    const login = await parlor.api(null, 'POST', '/auth/login', { username: people.gone.username, password: PASSWORD });
    const wrong = await parlor.api(null, 'POST', '/auth/login', { username: people.gone.username, password: 'not this lamp' });
    assert.deepEqual(login, wrong, 'signing in tells nobody that it is disabled');
  });
});
