// The samples in packaging/, with the programs that they are for in front: only names, ports and places are others.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Parlor, eventually } from './parlor.mjs';

const run = promisify(execFile);
const sample = (name) => readFile(fileURLToPath(new URL(`../../packaging/${name}`, import.meta.url)), 'utf8');

/** Replaces what has to be there. */
function adapt(text, ...pairs) {
  for (const [from, to] of pairs) {
    assert.ok(text.includes(from), `The sample has no ${from}.`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const PROXIES = {
  async caddy(place, port, inner) {
    const tls = `tls ${join(place, 'chat.crt')} ${join(place, 'chat.key')}`;
    const options = `{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n`;
    const text = adapt(await sample('Caddyfile'), ['chat.example {', `https://localhost:${port} {\n\tbind 127.0.0.1\n\t${tls}`], ['127.0.0.1:8787 {', `127.0.0.1:${inner} {`]);
    await writeFile(join(place, 'Caddyfile'), options + text);
    return ['caddy', ['run', '--config', join(place, 'Caddyfile'), '--adapter', 'caddyfile'], { HOME: place, XDG_DATA_HOME: place, XDG_CONFIG_HOME: place }];
  },
  async nginx(place, port, inner) {
    const text = adapt(
      await sample('nginx.conf'),
      ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      ['listen [::]:443 ssl;', ''],
      ['server_name chat.example;', 'server_name localhost;'],
      ['/etc/ssl/chat.example.crt', join(place, 'chat.crt')],
      ['/etc/ssl/chat.example.key', join(place, 'chat.key')],
      ['http://127.0.0.1:8787;', `http://127.0.0.1:${inner};`],
    );
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(place, name)};`).join('\n');
    // As root it would work as another user, who cannot see into our place.
    const user = process.getuid() === 0 ? 'user root;\n' : '';
    const around = `${user}daemon off;\npid ${join(place, 'pid')};\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${temp}\n${text}\n}\n`;
    await writeFile(join(place, 'nginx.conf'), around);
    return ['nginx', ['-c', join(place, 'nginx.conf'), '-p', place, '-e', 'stderr'], { PATH: `${process.env.PATH}:/usr/sbin` }];
  },
};

for (const [name, prepare] of Object.entries(PROXIES)) {
  describe(`Behind ${name}`, () => {
    let place;
    let parlor;
    let proxy;
    let address;
    let env;
    before(async () => {
      place = await mkdtemp(join(tmpdir(), `parlor-${name}-`));
      await chmod(place, 0o755);
      const openssl = (...words) => run('openssl', words, { cwd: place });
      await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'chat.key', '-out', 'chat.crt', '-subj', '/CN=chat', '-addext', 'subjectAltName=DNS:localhost');
      await mkdir(join(place, 'house'), { mode: 0o700 });
      const spare = await Parlor.closed(join(place, 'none'));
      address = `https://localhost:${spare.port}`;
      env = { ...process.env, NODE_EXTRA_CA_CERTS: join(place, 'chat.crt') };
      parlor = await Parlor.closed(join(place, 'house'), { flags: ['--trusted-proxies', '127.0.0.1', '--public-url', address] });
      await parlor.start();
      parlor.owner = await parlor.setup();
      const [command, words, more] = await prepare(place, spare.port, parlor.port);
      proxy = spawn(command, words, { env: { ...process.env, ...more }, stdio: ['ignore', 'inherit', 'pipe'] });
      let said = '';
      proxy.stderr.on('data', (text) => (said += text));
      proxy.once('error', (error) => (said += error.message));
      await eventually(async () => {
        assert.ok(proxy.exitCode === null && proxy.pid !== undefined, `${name} ended: ${said}`);
        return (await outside('/healthz').catch(() => null))?.status === 200;
      }, `${name} passing on`);
    });
    after(async () => {
      if (proxy?.pid !== undefined && proxy.exitCode === null) {
        proxy.kill('SIGTERM');
        await once(proxy, 'exit');
      }
      await parlor?.close();
      await rm(place, { recursive: true, force: true });
    });

    /** A request as from another machine, which trusts the proxy's certificate. */
    const outside = async (path, { method = 'GET', headers = {}, bytes = 0, ...more } = {}) => {
      const script = `
        const [url, method, headers, bytes] = JSON.parse(process.argv[1]);
        const answer = await fetch(url, { method, headers, body: bytes ? new Uint8Array(bytes).fill(65) : undefined });
        console.log(JSON.stringify({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }));`;
      const words = ['--input-type=module', '-e', script, JSON.stringify([address + path, method, headers, bytes])];
      const { stdout } = await run(process.execPath, words, { env, maxBuffer: 1 << 26, ...more });
      return JSON.parse(stdout);
    };

    test('Ann talks by WebSocket, by polling, and from one to the other', async () => {
      const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
      const direct = await parlor.direct(ann, bo);
      const b = await parlor.connect(bo.token);
      const script = fileURLToPath(new URL('visit.mjs', import.meta.url));
      for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
        const content = `by ${transports.join(' and ')}`;
        const { stdout } = await run(process.execPath, [script, address, ann.token, direct._id, content, ...transports], { env }).catch((error) => error);
        assert.deepEqual(JSON.parse(stdout), { transport: transports.at(-1), success: true });
        await b.hearsMessage(content);
      }
    });

    test('25 MB go up and come down, and one byte more is refused by Parlor itself', async () => {
      const headers = { authorization: `Bearer ${parlor.owner.token}` };
      const sent = await outside('/api/files?name=long.txt', { method: 'POST', headers, bytes: 25_000_000 });
      assert.equal(sent.status, 201, sent.body);
      const { fileUrl } = JSON.parse(sent.body);
      const read = await outside(fileUrl, { headers });
      assert.deepEqual([read.status, read.body.length], [200, 25_000_000]);
      const more = await outside('/api/files?name=longer.txt', { method: 'POST', headers, bytes: 25_000_001 }).catch((error) => error);
      // A body that is refused before its end may take the answer with it.
      if (more.status) assert.equal(JSON.parse(more.body).code, 'payload_too_large');
    });

    test('Parlor knows who is behind it, by which name and how; what the visitor makes up of that it does not believe', async () => {
      const made = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' };
      const origin = (text) => outside('/api/info', { headers: { origin: text, ...made } }).then(({ status }) => status);
      assert.deepEqual([await origin(address), await origin(address.replace('https:', 'http:')), await origin('https://evil.example')], [200, 403, 403]);
      const headers = { authorization: `Bearer ${parlor.owner.token}` };
      await parlor.call(parlor.owner.token, 'POST', '/invites', {});
      const { body } = await outside('/api/invites', { headers });
      assert.ok(body.includes(`${address}/`), body);
    });
  });
}
