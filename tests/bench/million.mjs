// What reading costs in a house with a million messages: milliseconds until the answer is there (p50, p99) and of the server's
// own processor time. Usage: PARLOR_BIN=target/release/parlor node tests/bench/million.mjs DIRECTORY [RUNS] [ONLY]
// Fill the directory first: cargo run --release --example fill DIRECTORY [MESSAGES] [SEED].

import { Agent, request } from 'node:http';
import { Line } from './line.mjs';
import { PASSWORD, measure } from './parlor.mjs';

const [directory, runs = '200', only = ''] = process.argv.slice(2);
const RUNS = Number(runs);
const WARM = 5;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

await measure(async (parlor, answered) => {
  /** Over one connection, by the plainest client that there is: fetch alone takes a millisecond. */
  const ask = (token, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
      const asking = request({ port: parlor.port, host: '127.0.0.1', agent, path: `/api${path}`, method: body ? 'POST' : 'GET', headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts);
          if (answer.statusCode < 300) resolve(text);
          else reject(new Error(`${path}: ${answer.statusCode} ${text}`));
        });
      });
      asking.on('error', reject).end(body);
    });
  const read = async (token, path) => JSON.parse(await ask(token, path));

  const tokens = new Map();
  async function token(name) {
    if (!tokens.has(name)) tokens.set(name, (await parlor.call('/auth/login', { username: name, password: PASSWORD })).token);
    return tokens.get(name);
  }

  /** `once` is told the number of the run; what it answers last tells how much came back. */
  async function time(what, once) {
    if (!what.includes(only)) return;
    for (let run = 0; run < WARM; run += 1) await once(run);
    const took = [];
    const before = parlor.busy();
    let last;
    for (let run = WARM; run < WARM + RUNS; run += 1) {
      const begun = performance.now();
      last = await once(run);
      took.push(performance.now() - begun);
    }
    const cost = ((parlor.busy() - before) * 1000) / RUNS;
    took.sort((one, other) => one - other);
    const at = (share) => took[Math.min(RUNS - 1, Math.floor(RUNS * share))].toFixed(2).padStart(7);
    const list = last && Object.values(JSON.parse(last)).find(Array.isArray);
    const size = last ? `  ${list ? `${list.length} in ` : ''}${(last.length / 1024).toFixed(1)} KiB` : '';
    console.log(`${what.padEnd(66)} p50 ${at(0.5)}  p99 ${at(0.99)}  cpu ${cost.toFixed(2).padStart(6)}${size}`);
  }

  async function get(what, name, path) {
    const who = await token(name);
    await time(what, () => ask(who, path));
  }

  async function socket(what, name, event, payload) {
    const line = await Line.open(parlor.port, await token(name));
    let done;
    line.onAnswer(() => done());
    await time(`${what}, socket`, (run) => new Promise((resolve) => ((done = resolve), line.ask(run, event, payload(run)))));
    line.socket.destroy();
  }

  const memory = (when) => console.log(`${when}: ${(parlor.resident() / 1024).toFixed(1)} MiB resident`);
  const search = (what, name, q) => get(`search: ${what}`, name, `/search?${new URLSearchParams({ q })}`);

  console.log(`first answer after ${Math.round(answered)} ms`);
  memory('at the start');
  const owner = await token('owner');
  const { conversations, rev } = await read(owner, '/conversations');
  const general = conversations.find(({ name }) => name === 'General')._id;
  const { message } = (await read(owner, '/search?in=General&before=2023-07&limit=1')).results[0];
  const middle = message._id;
  const page = `/conversations/${general}/messages`;

  await get('nothing: the way there and back', 'owner', '/users/me');
  await get('history: newest page of General (1,000 people)', 'owner', page);
  await get('history: before its middle', 'owner', `${page}?before=${middle}`);
  await get('history: after its middle', 'owner', `${page}?after=${middle}`);
  await get('history: around its middle', 'owner', `${page}?around=${middle}`);
  await get('history: 200 around its middle', 'owner', `${page}?around=${middle}&limit=200`);
  await get('conversations: 3 tiny ones', 'hermit', '/conversations');
  await get('conversations: 23, with the three largest', 'owner', '/conversations');
  await get('conversations: 100 of all sizes, read', 'busy', '/conversations');
  await get('conversations: 100 of all sizes, never read', 'silent', '/conversations');
  await get('conversations: 300 small ones', 'everywhere', '/conversations');
  await get('conversations: 1,000 tiny ones', 'spread', '/conversations');

  const rare = message.content.match(/[a-z]+/g).reduce((one, other) => (other.length > one.length ? other : one));
  await search(`a rare word (${rare})`, 'owner', rare);
  await search('a word that nobody said', 'silent', 'xyzzyq');
  await search('a word that nobody said, in 1,000 conversations', 'spread', 'xyzzyq');
  await search('a word of one in fifty', 'silent', 'meeting');
  await search('a word of one in fifty, in 1,000 tiny conversations', 'spread', 'meeting');
  await search('a word of every second message, in 100 conversations', 'silent', 'common');
  await search('a word of every second message, in 300', 'everywhere', '"common"');
  await search('a word of every second message, in 1,000 tiny ones', 'spread', '"common"');
  await search('a word of every second message, in 3 tiny ones', 'hermit', 'common');
  await search('a word of every second message, in quotes, in 3 tiny ones', 'hermit', '"common"');
  await search('a word of every second message, in 100,000 without it', 'tourist', 'common');
  await search('a frequent word that others alone say, in 300', 'everywhere', '会議は明日です');
  await search('a frequent word that others alone say, in 1,000 tiny ones', 'spread', '会議は明日です');
  await search('two frequent words', 'silent', 'common the');
  await search('two frequent words, in 3 tiny ones', 'hermit', 'common the');
  await search('a phrase', 'silent', '"common the"');
  await search('a phrase of frequent words that nobody said', 'owner', '"und the common"');
  await search('a phrase, in 3 tiny ones', 'hermit', '"common the"');
  await search('a prefix of three letters', 'owner', 'mee');
  await search('a prefix of one letter', 'owner', 't');
  await search('a prefix of one letter, in 3 tiny ones', 'hermit', 't');
  await search('a prefix of one letter, in 1,000 tiny ones', 'spread', 't');
  await search('a prefix of one letter, in 100,000 without it', 'tourist', 't');
  await search('from somebody in a conversation', 'owner', 'meeting from:person20 in:General');
  await search('from somebody who spoke thirty times, a frequent word', 'silent', 'common from:rare');
  await search('from nobody who is there', 'hermit', 'common from:rare');
  await search('before an old day, a frequent word', 'silent', 'common before:2022-02');
  await search('before an old day, in 300', 'everywhere', 'common before:2022-02');
  await search('between two days', 'silent', 'common after:2022-02 before:2022-04');
  await search('上海', 'silent', '上海');
  await search('上海, in 3 tiny ones', 'hermit', '上海');
  await search('one Chinese character', 'silent', '上');
  await search('a link', 'silent', 'has:link');
  await search('an image in General', 'silent', 'has:image in:General');
  await search('everything in General', 'silent', 'in:General');

  const body = (run) => ({ conversationId: general, content: `message ${run}, about as long as people write` });
  await time('send: into General, nobody listening, HTTP', (run) => ask(owner, page, JSON.stringify(body(run))));
  await socket('send: into General, its sender listening', 'owner', 'send_message', (run) => JSON.stringify(body(run)));

  for (const [what, name, since] of [
    ['sync: first page from 0', 'owner', 0],
    ['sync: first page from 0, 1,000 conversations', 'spread', 0],
    ['sync: first page of what is new', 'owner', rev],
    ['sync: first page of what is new, 1,000 conversations', 'spread', rev - 1000],
  ]) {
    await get(`${what}, HTTP`, name, `/sync?since=${since}`);
    await socket(what, name, 'sync', () => JSON.stringify({ since }));
  }
  memory('at the end');
}, directory);
