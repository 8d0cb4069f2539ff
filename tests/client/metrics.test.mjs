// How the server does, for whoever watches it: nothing without a configured token, and what is told is so.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Parlor, assertFailure, inTime } from './parlor.mjs';

const TOKEN = 'a-token-for-whoever-watches';

/** Reads the text format strictly: `{ name: { type, help, samples: { labels: value } } }`. */
function parse(text) {
  assert.ok(text.endsWith('\n') && !text.includes('\n\n') && !text.includes('\r'));
  const families = {};
  let family;
  for (const line of text.slice(0, -1).split('\n')) {
    const head = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (head?.[1] === 'HELP') {
      assert.ok(!families[head[2]], `${head[2]} is there twice`);
      family = families[head[2]] = { name: head[2], help: head[3], samples: {} };
    } else if (head) {
      assert.ok(family.name === head[2] && !family.type && ['counter', 'gauge', 'histogram'].includes(head[3]), line);
      family.type = head[3];
    } else {
      const [, name, labels, value] = /^([a-z_]+)(\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})? (\d+(?:\.\d+)?)$/.exec(line) ?? [];
      assert.ok(name, `no sample: ${line}`);
      const suffix = name.slice(family.name.length);
      const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      assert.ok(name.startsWith(family.name) && suffixes.includes(suffix), line);
      const key = `${suffix}${labels ?? ''}`;
      assert.ok(!(key in family.samples), `${line} is there twice`);
      family.samples[key] = Number(value);
    }
  }
  for (const { name, type, samples } of Object.values(families)) {
    assert.ok(Object.keys(samples).length > 0, name);
    if (type === 'counter') assert.match(name, /_total$/);
    if (type !== 'histogram') continue;
    const buckets = Object.entries(samples).filter(([key]) => key.startsWith('_bucket'));
    const bounds = buckets.map(([key]) => Number(/le="(.+)"/.exec(key)[1].replace('+Inf', 'Infinity')));
    assert.deepEqual(bounds, [...bounds].sort((a, b) => a - b), name);
    const counts = buckets.map(([, count]) => count);
    assert.deepEqual(counts, [...counts].sort((a, b) => a - b), name);
    assert.equal(counts.at(-1), samples._count, name);
  }
  return families;
}

describe('Metrics', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ env: { PARLOR_METRICS_TOKEN: TOKEN } })));
  after(() => parlor.close());

  const get = (headers = {}, query = '') => fetch(`${parlor.address}/metrics${query}`, { headers });

  async function read() {
    const answer = await get({ authorization: `Bearer ${TOKEN}` });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const families = parse(await answer.text());
    return (name, key = '') => {
      assert.ok(key in (families[name]?.samples ?? {}), `${name}${key} is not there`);
      return families[name].samples[key];
    };
  }

  it('without the token there is nothing to see, whoever asks and wherever the token stands', async () => {
    const answers = [
      await get(),
      await get({ authorization: 'Bearer ' }),
      await get({ authorization: `Bearer ${TOKEN}x` }),
      await get({ authorization: `Basic ${TOKEN}` }),
      await get({ authorization: `Bearer ${parlor.owner.token}` }),
      await get({}, `?token=${encodeURIComponent(TOKEN)}`),
    ];
    for (const answer of answers) {
      assert.equal(answer.status, 401);
      assertFailure(await answer.json(), 'unauthorized');
    }
    assert.equal((await fetch(`${parlor.address}/metrics`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })).status, 405);
  });

  it('where no token was configured there are no metrics, whatever is shown', async () => {
    const plain = await Parlor.open();
    try {
      for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: `Bearer ${plain.owner.token}` }]) {
        const answer = await fetch(`${plain.address}/metrics`, { headers });
        assert.equal(answer.status, 404);
        assertFailure(await answer.json(), 'not_found');
      }
    } finally {
      await plain.close();
    }
  });

  it('Ann and Bo come, talk and go, and the numbers follow', async () => {
    const before = await read();
    assert.equal(before('parlor_sockets'), 0);
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const conversation = await parlor.direct(ann, bo);
    const [a, tab, b] = [await parlor.connect(ann.token), await parlor.connect(ann.token), await parlor.connect(bo.token)];
    for (const content of ['one', 'two', 'three']) await a.says(conversation, content);
    await b.hearsMessage('three');
    const four = await a.says(conversation, 'four');
    await a.does('edit_message', { messageId: four._id, newContent: '4' });
    assertFailure((await parlor.api(null, 'GET', '/users/me')).body, 'unauthorized');

    const now = await read();
    const more = (name, key) => now(name, key) - before(name, key);
    assert.equal(now('parlor_sockets'), 3);
    assert.equal(now('parlor_people_online'), 2);
    assert.equal(more('parlor_sessions'), 2);
    assert.equal(more('parlor_messages_stored_total'), 4);
    assert.ok(more('parlor_commit_duration_seconds', '_count') >= 5, 'each message waited for its answer');
    assert.ok(more('parlor_commit_duration_seconds', '_sum') > 0);
    assert.ok(more('parlor_commit_changes', '_sum') >= more('parlor_commit_changes', '_count'));
    assert.equal(more('parlor_commit_changes', '_count'), more('parlor_commit_duration_seconds', '_count'));
    assert.ok(more('parlor_http_requests_total', '{status="2xx"}') >= 4);
    assert.ok(more('parlor_http_requests_total', '{status="4xx"}') >= 1);
    assert.ok(more('parlor_socket_sent_bytes_total') > 4 * 3 * 100, 'four messages to three sockets');
    for (const reason of ['queue_full', 'commit_failed']) assert.equal(now('parlor_writes_refused_total', `{reason="${reason}"}`), 0);
    for (const name of ['parlor_write_queue_length', 'parlor_sockets_closed_slow_total', 'parlor_webhook_messages_waiting']) assert.equal(now(name), 0, name);
    for (const name of ['parlor_database_bytes', 'parlor_wal_bytes', 'parlor_uptime_seconds', 'process_resident_memory_bytes']) assert.ok(now(name) > 0, name);
    assert.ok(now('process_open_fds') >= 5 && now('process_max_fds') >= now('process_open_fds'));
    assert.ok(Math.abs(Date.now() / 1000 - now('process_start_time_seconds')) < 600);
    assert.equal(now('parlor_build_info', '{version="0.1.0",edition="2"}'), 1);

    tab.leave();
    await parlor.call(bo.token, 'POST', '/auth/logout');
    await a.hears('user_offline', ({ userId }) => userId === bo.id);
    const later = await read();
    assert.equal(later('parlor_people_online'), 1);
    assert.equal(later('parlor_sessions') - now('parlor_sessions'), -1);
  });

  it('curl reads them, as documented', async () => {
    const { stdout } = await inTime(promisify(execFile)('curl', ['-sSf', '-H', `Authorization: Bearer ${TOKEN}`, `${parlor.address}/metrics`]), 'curl');
    assert.ok(parse(stdout).parlor_build_info.help.length > 0);
  });
});
