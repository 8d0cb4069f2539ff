// What packaging/release made, as those who download it find it:
//
//   packaging/release target/published && PUBLISHED=target/published node --test tests/release/*.test.mjs
//
// Needs root, qemu-user-static, and for the 32-bit target libc6-armhf-cross and libgcc-s1-armhf-cross.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { arch, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Parlor } from '../client/parlor.mjs';

const PUBLISHED = resolve(process.env.PUBLISHED ?? 'target/published');
const NOBODY = 65534;
const OWN = { x64: 'x86_64-unknown-linux-musl', arm64: 'aarch64-unknown-linux-musl' }[arch()];

/** A command line that runs a program for that processor on this one. */
const FOREIGN = {
  'x86_64-unknown-linux-musl': ['qemu-x86_64-static'],
  'aarch64-unknown-linux-musl': ['qemu-aarch64-static'],
  'armv7-unknown-linux-gnueabihf': ['qemu-arm-static', '-L', '/usr/arm-linux-gnueabihf'],
};

const archives = readdirSync(PUBLISHED).filter((name) => /^parlor-[\d.]+-.+\.tar\.gz$/.test(name));
const targetOf = (archive) => /^parlor-[\d.]+-(.+)\.tar\.gz$/.exec(archive)[1];

describe('What is published', () => {
  let place;
  before(async () => (place = await mkdtemp(join(tmpdir(), 'parlor-release-'))));
  after(() => rm(place, { recursive: true, force: true }));

  /** The directory that an archive unpacks into. */
  function unpacked(archive) {
    execFileSync('tar', ['-xzf', join(PUBLISHED, archive), '-C', place]);
    return join(place, archive.replace(/\.tar\.gz$/, ''));
  }

  test('is what the sums say, all of it', () => {
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: PUBLISHED });
    const named = readFileSync(join(PUBLISHED, 'SHA256SUMS'), 'utf8').trim().split('\n').map((line) => line.split('  ')[1]);
    assert.deepEqual(named.sort(), readdirSync(PUBLISHED).filter((name) => name !== 'SHA256SUMS').sort());
    for (const ending of ['.tar.gz', '.deb', '.rpm']) assert.ok(named.filter((name) => name.endsWith(ending)).length >= archives.length, ending);
  });

  for (const archive of archives) {
    test(`${archive}: starts where it is meant for, is set up, and carries a message between two people, also over kill -9`, async (t) => {
      const directory = unpacked(archive);
      for (const name of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE', 'CHANGELOG.md', 'man/parlor.1.gz', 'completions/parlor.bash', 'parlor.toml', 'systemd/parlor.service']) {
        assert.ok(existsSync(join(directory, name)), name);
      }
      process.env.PARLOR_BIN = join(directory, 'parlor');
      const under = targetOf(archive) === OWN ? [] : FOREIGN[targetOf(archive)];
      const parlor = await Parlor.open({ under });
      t.after(() => parlor.close());
      const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
      const conversation = await parlor.direct(ann, bo);
      const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token, { transports: ['polling'] })];
      await a.says(conversation, 'Hello from far away');
      await b.hearsMessage('Hello from far away');
      await parlor.kill();
      await parlor.start();
      assert.deepEqual((await parlor.history(bo, conversation)).map(({ content }) => content), ['Hello from far away']);
    });
  }

  test('without any network: from the archive to the first message in less than a minute, and nothing calls out', () => {
    const directory = unpacked(archives.find((archive) => targetOf(archive) === OWN));
    const script = 'ip link set lo up && exec "$@"';
    const first = new URL('first-message.mjs', import.meta.url).pathname;
    const said = execFileSync('unshare', ['--net', '--', 'sh', '-c', script, 'sh', process.execPath, first, join(directory, 'parlor')], { encoding: 'utf8' });
    const { seconds, calls } = JSON.parse(said);
    assert.deepEqual(calls, [], 'the server connected to something');
    assert.ok(seconds < 60, `${seconds} s`);
  });

  describe('install.sh', () => {
    let web;
    let served;
    let address;
    before(async () => {
      served = join(place, 'served');
      mkdirSync(served);
      for (const name of ['SHA256SUMS', ...archives]) copyFileSync(join(PUBLISHED, name), join(served, name));
      web = createServer((request, response) => {
        const path = join(served, request.url);
        if (!existsSync(path)) return response.writeHead(404).end();
        response.end(readFileSync(path));
      });
      await new Promise((open) => web.listen(0, '127.0.0.1', open));
      address = `http://127.0.0.1:${web.address().port}`;
      chmodSync(place, 0o755);
    });
    after(() => web?.close());

    /** Runs it as somebody who is not root and knows no sudo. */
    async function installed(home, environment = {}) {
      mkdirSync(home);
      chownSync(home, NOBODY, NOBODY);
      const env = { PATH: '/usr/bin:/bin', HOME: home, RELEASES: address, ...environment };
      const script = readFileSync(join(PUBLISHED, 'install.sh'));
      const shell = spawn('sh', { uid: NOBODY, gid: NOBODY, env, cwd: home, stdio: ['pipe', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text) => (said += text));
      shell.stdin.end(script);
      return new Promise((resolve) => shell.on('close', (status) => resolve({ status, said })));
    }

    test('puts the program where a user may, without sudo, twice too', async () => {
      const home = join(place, 'home');
      const { status, said } = await installed(home);
      assert.equal(status, 0, said);
      const program = join(home, '.local/bin/parlor');
      assert.match(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout, /^parlor \d/);
      assert.ok(existsSync(join(home, '.local/share/man/man1/parlor.1.gz')));
      assert.match(said, /Start it: /);
      await rm(home, { recursive: true });
      assert.equal((await installed(home)).status, 0);
    });

    test('installs nothing that was changed on its way, that is not there, or where it may not', async () => {
      const own = archives.find((archive) => targetOf(archive) === OWN);
      const whole = readFileSync(join(served, own));
      writeFileSync(join(served, own), Buffer.concat([whole, Buffer.from('x')]));
      const changed = await installed(join(place, 'changed'));
      assert.equal(changed.status, 1);
      assert.match(changed.said, /install\.sh: the sum of .* is wrong/);
      assert.ok(!existsSync(join(place, 'changed/.local')));
      writeFileSync(join(served, own), whole);
      const missing = await installed(join(place, 'missing'), { VERSION: '99.0.0' });
      assert.equal(missing.status, 1);
      assert.match(missing.said, /cannot be fetched/);
      const forbidden = await installed(join(place, 'forbidden'), { PREFIX: '/usr/local/parlor-test' });
      assert.equal(forbidden.status, 1);
      assert.match(forbidden.said, /cannot be written to; set PREFIX/);
    });
  });
});
