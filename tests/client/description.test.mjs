import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Parlor } from './parlor.mjs';

/** What would end the session under which the rest is asked. */
const APART = ['POST /api/auth/logout', 'PUT /api/auth/password', 'DELETE /api/auth/sessions/{id}',
  'DELETE /api/admin/users/{id}/sessions', 'DELETE /api/admin/users/{id}/sessions/{sessionId}'];

/** `not_a_server_error` and the conformance of statuses, types and bodies: what the document promises. */
const CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance';

describe('The description tells the truth', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open({ flags: ['--metrics-token', 'a-token-of-its-own'] })));
  after(() => parlor?.close());

  test('both documents are served to everybody, and each reference in them leads somewhere', async () => {
    for (const [path, version] of [['openapi.json', 'openapi'], ['asyncapi.json', 'asyncapi']]) {
      const answer = await fetch(`${parlor.address}/api/${path}`);
      assert.equal(answer.headers.get('content-type'), 'application/json');
      const document = await answer.json();
      assert.match(document[version], /^3\./);
      const found = (pointer) => pointer.slice(2).split('/').reduce((place, part) => place?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
      const visit = (node) => {
        if (node === null || typeof node !== 'object') return;
        if (typeof node.$ref === 'string') assert.notEqual(found(node.$ref), undefined, node.$ref);
        Object.values(node).forEach(visit);
      };
      visit(document);
    }
  });

  test('whatever schemathesis sends, no answer is undocumented, misshapen or our fault', async () => {
    const program = process.env.SCHEMATHESIS;
    assert.ok(program, 'SCHEMATHESIS names no program: tests/run installs it.');
    const { owner } = parlor;
    const bo = await parlor.register('bo');
    const { _id: id } = await parlor.call(owner.token, 'POST', '/conversations', { type: 'group', name: 'Kitchen', participantIds: [bo.id] });
    const { _id: message } = await parlor.call(owner.token, 'POST', `/conversations/${id}/messages`, { content: 'hello' });
    // What is guessed is not there: half of the calls are about things that are.
    const make = (path, body) => parlor.call(owner.token, 'POST', path, body);
    await parlor.call(owner.token, 'PATCH', '/admin/settings', { webhookAddresses: ['127.0.0.1'] });
    const { _id: bot } = await make('/admin/bots', { username: 'bell' });
    const { _id: tokenId } = await make(`/admin/bots/${bot}/tokens`, { name: 'x' });
    // Nobody listens there.
    const { _id: webhook } = await make('/admin/webhooks', { name: 'x', botId: bot, trigger: 'mention', url: 'http://127.0.0.1:9/' });
    const hook = await make(`/conversations/${id}/hooks`, { name: 'Kettle', botId: bot });
    const known = [['/api/hooks/{token}', { token: hook.url.split('/').pop() }], ['/api/admin/bots/{id}', { id: bot, tokenId }],
      ['/api/admin/webhooks/{id}', { id: webhook }], ['/api/conversations/{id}', { id, userId: bo.id, hookId: hook._id }], ['/api/messages/{id}', { id: message, emoji: '👍' }], ['/api/users/{id}', { id: bo.id }]];
    const home = await mkdtemp(join(tmpdir(), 'schemathesis-'));
    const options = ['--checks', CHECKS, '--seed', '7', '--no-color', '--warnings', 'off', ...APART.flatMap((operation) => ['--exclude-name', operation])];
    const ask = async (config, examples) => {
      await writeFile(join(home, 'schemathesis.toml'), config);
      const call = ['run', `${parlor.address}/api/openapi.json`, '-H', `Authorization: Bearer ${owner.token}`, '--max-examples', String(examples)];
      const run = spawn(program, [...call, ...options], { cwd: home, env: { PATH: process.env.PATH, HOME: home, NO_COLOR: '1' } });
      let said = '';
      for (const stream of [run.stdout, run.stderr]) stream.on('data', (text) => (said += text));
      const [status] = await once(run, 'exit');
      assert.equal(status, 0, said.slice(-8_000));
    };
    const table = ([path, values]) =>
      `[[operations]]\ninclude-path-regex = '^${path.replace(/[{}]/g, '\\$&')}'\n${Object.entries(values).map(([name, value]) => `parameters."path.${name}" = '${value}'\n`).join('')}`;
    await ask(known.map(table).join('\n'), 10);
    await ask('', 10);
    await rm(home, { recursive: true, force: true });
    // It is still the same house, and whoever asked is still in.
    await parlor.call(owner.token, 'GET', '/users/me');
  });
});
