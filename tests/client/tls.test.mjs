// HTTPS on the same port as HTTP: by the private authority of this machine, or by a certificate of one's own.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { connect as secureConnect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clock } from './clock.mjs';
import { Parlor, eventually, inTime } from './parlor.mjs';

const run = promisify(execFile);
const DAY = 24 * 60 * 60 * 1000;

/** A request over TLS: `{ status, headers, body }`. */
function ask(url, { ca, headers = {}, ...more } = {}) {
  return inTime(
    new Promise((resolve, reject) => {
      const asked = request(url, { ca, headers, agent: false, ...more }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
      });
      asked.on('error', reject).end();
    }),
    url,
  );
}

/** The certificate that a port shows, whoever made it. */
const shown = (port) =>
  inTime(
    new Promise((resolve, reject) => {
      const socket = secureConnect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate());
        socket.destroy();
      }).on('error', reject);
    }),
    'a handshake',
  );

/** Whether somebody with a machine of their own gets through. */
async function visit(address, person, conversation, content, transports, env) {
  const script = fileURLToPath(new URL('visit.mjs', import.meta.url));
  const words = [script, address, person.token, conversation._id, content, ...transports];
  const { stdout } = await run(process.execPath, words, { env: { ...process.env, ...env } }).catch((error) => error);
  return JSON.parse(stdout);
}

describe('A private authority', () => {
  let parlor;
  let secure;
  let authority;
  let ca;
  before(async () => {
    parlor = await Parlor.open({ flags: ['--tls', 'auto', '--header-timeout', '2s'] });
    secure = parlor.address.replace('http:', 'https:');
    authority = join(parlor.directory, 'tls', 'authority.crt');
    ca = await readFile(authority);
  });
  after(() => parlor?.close());

  test('vouches for the names and addresses of this machine, as openssl sees it, and its key is nobody else\'s to read', async () => {
    for (const name of [['-verify_ip', '127.0.0.1'], ['-verify_hostname', 'localhost'], ['-verify_hostname', 'parlor.local']]) {
      const said = execFileSync('openssl', ['s_client', '-connect', `127.0.0.1:${parlor.port}`, '-CAfile', authority, '-verify_return_error', ...name], { input: '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
      assert.match(said, /Verify return code: 0 \(ok\)/, name.join(' '));
    }
    const certificate = await shown(parlor.port);
    assert.ok(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom) < 397 * DAY);
    assert.equal((await stat(join(parlor.directory, 'tls'))).mode & 0o777, 0o700);
    assert.equal((await stat(join(parlor.directory, 'tls', 'authority.key'))).mode & 0o777, 0o600);
  });

  test('can vouch for nobody on the internet, though somebody stole its key', async () => {
    const place = await mkdtemp(join(tmpdir(), 'parlor-thief-'));
    const openssl = (...words) => run('openssl', words, { cwd: place });
    try {
      await openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'k', '-out', 'csr', '-subj', '/CN=x');
      const judge = async (name) => {
        await writeFile(join(place, 'ext'), `subjectAltName=${name}\n`);
        const key = join(parlor.directory, 'tls', 'authority.key');
        await openssl('x509', '-req', '-in', 'csr', '-CA', authority, '-CAkey', key, '-CAcreateserial', '-CAserial', join(place, 'serial'), '-days', '2', '-extfile', 'ext', '-out', 'leaf');
        return openssl('verify', '-CAfile', authority, 'leaf').then(({ stdout }) => stdout, ({ stdout, stderr }) => stdout + stderr);
      };
      for (const good of ['DNS:anything.local', 'DNS:localhost', 'IP:192.168.77.7', 'IP:fd00::7']) assert.match(await judge(good), /leaf: OK/, good);
      for (const bad of ['DNS:bank.example', 'DNS:local.example', 'DNS:xlocal', 'IP:8.8.8.8', 'IP:2001:db8::1', 'IP:172.32.0.1']) {
        assert.match(await judge(bad), /permitted subtree violation/, bad);
      }
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });

  test('Ann talks by HTTPS in every way that there is, Bo by HTTP on the same port, and a device that trusts nobody of us not at all', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const direct = await parlor.direct(ann, bo);
    const b = await parlor.connect(bo.token);
    const env = { NODE_EXTRA_CA_CERTS: authority };
    for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
      const content = `by ${transports.join(' and ')}`;
      assert.deepEqual(await visit(secure, ann, direct, content, transports, env), { transport: transports.at(-1), success: true });
      await b.hearsMessage(content);
    }
    const stranger = await visit(secure, ann, direct, 'unheard', ['websocket'], { NODE_EXTRA_CA_CERTS: '' });
    assert.match(stranger.error, /certificate/);
  });

  test('links begin as the page that asks for them does; nothing binds a browser to HTTPS that may be turned off again', async () => {
    const { code } = await parlor.call(parlor.owner.token, 'POST', '/invites', {});
    const asOwner = { authorization: `Bearer ${parlor.owner.token}` };
    const list = await ask(`${secure}/api/invites`, { ca, headers: asOwner });
    const found = JSON.stringify(JSON.parse(list.body)).match(/https?:\/\/[^"]+/g);
    assert.ok(code && found.length > 0 && found.every((url) => url.startsWith(`${secure}/`)), String(found));
    assert.ok(JSON.stringify(await parlor.call(parlor.owner.token, 'GET', '/invites')).includes(`${parlor.address}/`));
    assert.equal(list.headers['strict-transport-security'], undefined);
    const from = (origin) => ask(`${secure}/api/info`, { ca, headers: { origin } }).then(({ status }) => status);
    assert.deepEqual([await from(secure), await from(parlor.address), await from('https://evil.example')], [200, 403, 403]);
  });

  test('/install hands out the authority in every form, with the fingerprint that the terminal shows', async () => {
    const page = await (await fetch(`${parlor.address}/install`)).text();
    const print = /SHA-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})/.exec(parlor.said)[1];
    assert.ok(page.replaceAll('<wbr>', '').includes(print));
    assert.ok(page.includes(`href="${secure}/"`));
    const get = async (name) => {
      const answer = await fetch(`${parlor.address}/install/${name}`);
      return [answer.status, answer.headers.get('content-type'), Buffer.from(await answer.arrayBuffer())];
    };
    const [, , pem] = await get('parlor.pem');
    assert.equal(pem.toString(), ca.toString());
    const [status, kind, der] = await get('parlor.crt');
    assert.deepEqual([status, kind], [200, 'application/x-x509-ca-cert']);
    const asPem = execFileSync('openssl', ['x509', '-inform', 'der', '-fingerprint', '-sha256', '-noout'], { input: der, encoding: 'utf8' });
    assert.ok(asPem.includes(print));
    const [, profileKind, profile] = await get('parlor.mobileconfig');
    assert.equal(profileKind, 'application/x-apple-aspen-config');
    const inside = execFileSync('python3', ['-c', 'import plistlib,sys;sys.stdout.buffer.write(plistlib.loads(sys.stdin.buffer.read())["PayloadContent"][0]["PayloadContent"])'], { input: profile });
    assert.ok(inside.equals(der));
    assert.equal((await get('key'))[0], 404);
    const told = JSON.parse(parlor.verb(['urls', '--json']));
    assert.deepEqual([told.urls[0], told.fingerprint], [secure, print]);
  });

  test('a handshake that stalls or is none costs only itself', async () => {
    const stalled = [Buffer.from([0x16]), Buffer.from([0x16, 3, 1, 2, 0, 1]), Buffer.alloc(0), Buffer.from('\x16 garbage, and more of it, which is no handshake at all')];
    const ended = stalled.map(async (bytes) => {
      const socket = connect(parlor.port, '127.0.0.1').on('error', () => {});
      socket.write(bytes);
      socket.resume();
      await inTime(once(socket, 'close'), `the end of ${bytes.toString('latin1')}`);
    });
    assert.equal((await ask(`${secure}/healthz`, { ca })).status, 200);
    await Promise.all(ended);
    assert.equal((await ask(`${secure}/healthz`, { ca })).status, 200);
  });

  test('is the same after a restart, and says what to do where its key is gone', async () => {
    const before = await readFile(authority, 'utf8');
    await parlor.stop();
    await parlor.start();
    assert.equal(await readFile(authority, 'utf8'), before);
    assert.equal((await ask(`${secure}/healthz`, { ca })).status, 200);
    await parlor.stop();
    const key = join(parlor.directory, 'tls', 'authority.key');
    await copyFile(key, `${key}.kept`);
    await rm(key);
    assert.match(await parlor.refusal(), /authority\.key cannot be read .*put it back from a backup, or remove/);
    await writeFile(key, await readFile(`${key}.kept`), { mode: 0o600 });
    await parlor.start();
  });
});

test('The clock jumps by a year: the certificate is made anew, without a restart', async () => {
  const place = await mkdtemp(join(tmpdir(), 'parlor-years-'));
  const time = clock(join(place, 'offset'));
  const parlor = await Parlor.closed(join(place, 'house'), { env: time.env, flags: ['--tls', 'auto'] });
  try {
    await parlor.start();
    const first = await shown(parlor.port);
    time.set('+500d');
    const later = await eventually(async () => {
      const now = await shown(parlor.port);
      return now.fingerprint256 !== first.fingerprint256 && now;
    }, 'a new certificate');
    const then = Date.now() + 500 * DAY;
    assert.ok(Date.parse(later.validFrom) < then && then < Date.parse(later.validTo));
    // A machine that wakes long before goes on with what was right.
    time.set('+0d');
    await eventually(async () => Date.parse((await shown(parlor.port)).validFrom) < Date.now(), 'one of today');
  } finally {
    await parlor.close();
    await rm(place, { recursive: true, force: true });
  }
});

test('The machine gets another address: the certificate names it, without a restart', async () => {
  const place = await mkdtemp(join(tmpdir(), 'parlor-moved-'));
  const options = ['serve', '--config', '/dev/null', '--data-dir', join(place, 'house'), '--listen', '0.0.0.0:8787', '--no-mdns', '--tls', 'auto'];
  // A network of its own, where the addresses are ours to change.
  const server = spawn('unshare', [process.getuid() === 0 ? '-n' : '-rn', process.env.PARLOR_BIN, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const inside = (...words) => execFileSync('nsenter', ['-t', String(server.pid), '-n', ...words], { input: '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
    await inTime(once(server.stdout, 'data'), 'the server being open');
    inside('ip', 'link', 'set', 'lo', 'up');
    const named = () => inside('sh', '-c', 'openssl s_client -connect 127.0.0.1:8787 | openssl x509 -noout -ext subjectAltName');
    assert.doesNotMatch(named(), /192\.168\.77\.7/);
    inside('ip', 'address', 'add', '192.168.77.7/24', 'dev', 'lo');
    await eventually(() => /192\.168\.77\.7/.test(named()), 'the new address in the certificate');
    inside('ip', 'address', 'del', '192.168.77.7/24', 'dev', 'lo');
    await eventually(() => !/192\.168\.77\.7/.test(named()), 'the old address gone from it');
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
    await rm(place, { recursive: true, force: true });
  }
});

describe('A certificate of one\'s own', () => {
  let place;
  let parlor;
  const at = (name) => join(place, name);
  const openssl = (...words) => run('openssl', words, { cwd: place });
  /** A pair for `localhost`, its own authority. */
  const make = (name, ...more) =>
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.crt`, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost', ...more);
  const use = async (name, key = name) => {
    await copyFile(at(`${name}.crt`), at('now.crt'));
    await copyFile(at(`${key}.key`), at('now.key'));
  };
  const flags = () => ['--tls-cert', at('now.crt'), '--tls-key', at('now.key')];
  const subject = async () => (await shown(parlor.port)).subject;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'parlor-own-'));
    await Promise.all([make('one'), make('two')]);
    await use('one');
    parlor = await Parlor.closed(at('house'), { flags: flags() });
  });
  afterEach(async () => {
    await parlor?.close();
    await rm(place, { recursive: true, force: true });
  });

  test('is read again when it changes while fifty sockets stay; a pair that does not fit leaves the old one, and one line', async () => {
    await parlor.start();
    parlor.owner = await parlor.setup();
    const secure = `https://localhost:${parlor.port}`;
    const ca = await readFile(at('one.crt'));
    const lines = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const line = parlor.dial(parlor.owner.token, { ca, transports: ['websocket'] });
        line.socket.io.uri = secure;
        line.socket.connect();
        await line.hears('presence_state');
        return line;
      }),
    );
    assert.ok((await parlor.said).includes(`${secure}/`));
    await use('one', 'two');
    await parlor.logs('The old certificate stays.');
    assert.equal(await subject(), 'CN=one');
    await use('two');
    await eventually(async () => (await subject()) === 'CN=two', 'the new certificate');
    assert.equal(parlor.said.split('The old certificate stays.').length, 2, parlor.said);
    await use('one');
    parlor.signal('SIGHUP');
    await eventually(async () => (await subject()) === 'CN=one', 'the first again');
    const general = await parlor.general(parlor.owner);
    await lines[0].says(general, 'still here');
    for (const line of lines) {
      await line.hearsMessage('still here');
      assert.equal(line.all('disconnect').length, 0);
    }
  });

  test('that will not do is one line at the start', async () => {
    const refuses = async (what) => assert.match(await parlor.refusal(), what);
    await use('one', 'two');
    await refuses(/now\.key is not the key of the certificate .*now\.crt/);
    await writeFile(at('now.crt'), 'nothing');
    await refuses(/now\.crt holds no certificate in PEM form/);
    await use('one');
    await writeFile(at('now.key'), 'nothing');
    await refuses(/now\.key holds no private key in PEM form/);
    await rm(at('now.key'));
    await refuses(/now\.key cannot be read .*--tls-key/);
    for (const [more, what] of [[['--tls-cert', at('one.crt')], /--tls-cert needs/], [['--tls-key', at('one.key')], /--tls-key needs/], [[...flags(), '--tls', 'auto'], /keep one of them/]]) {
      const other = await Parlor.closed(at('house'), { flags: more });
      assert.match(await other.refusal(), what);
    }
  });

  test('that has expired is served with a warning, and the doctor says so', async () => {
    const time = clock(at('offset'));
    await make('old', '-days', '1');
    await use('old');
    time.set('+3d');
    const late = await Parlor.closed(at('house'), { flags: flags(), env: time.env });
    try {
      await late.start();
      assert.match(late.said, /the certificate has expired/);
    } finally {
      await late.kill();
    }
    const doctor = (env) => run(process.env.PARLOR_BIN, ['doctor', '--json', '--config', '/dev/null', '--data-dir', at('house'), '--listen', `127.0.0.1:${late.port}`, ...flags()], { env: { ...process.env, ...env } }).catch((error) => error);
    const found = JSON.parse((await doctor(time.env)).stdout).checks.find(({ name }) => name === 'certificates');
    assert.equal(found.state, 'wrong');
    assert.match(found.found, /expired/);
    await use('one');
    const good = JSON.parse((await doctor({})).stdout).checks.find(({ name }) => name === 'certificates');
    assert.equal(good.state, 'ok', JSON.stringify(good));
  });

  test('binds browsers to HTTPS by the name that it is public by, and by no other', async () => {
    const named = await Parlor.closed(at('house'), { flags: [...flags(), '--public-url', 'https://chat.example'] });
    try {
      await named.start();
      const strict = (host) => ask(`https://127.0.0.1:${named.port}/`, { rejectUnauthorized: false, headers: { host } }).then(({ headers }) => headers['strict-transport-security']);
      assert.equal(await strict('chat.example'), 'max-age=31536000');
      assert.equal(await strict(`127.0.0.1:${named.port}`), undefined);
      const plain = await fetch(`${named.address}/`);
      assert.equal(plain.headers.get('strict-transport-security'), null);
    } finally {
      await named.close();
    }
  });
});

test('Seats are taken before a handshake: nobody gets past the bound by speaking TLS', async () => {
  const parlor = await Parlor.open({ options: ['--registration', 'open', '--no-mdns', '--max-connections', '3', '--tls', 'auto'] });
  const ca = await readFile(join(parlor.directory, 'tls', 'authority.crt'));
  const silent = Array.from({ length: 3 }, () => connect(parlor.port, '127.0.0.1').on('error', () => {}));
  try {
    const answer = await eventually(async () => {
      const { status, body } = await ask(`https://127.0.0.1:${parlor.port}/api/info`, { ca });
      return status === 429 && JSON.parse(body);
    }, 'a full house');
    assert.equal(answer.code, 'rate_limited');
  } finally {
    for (const socket of silent) socket.destroy();
    await parlor.close();
  }
});
