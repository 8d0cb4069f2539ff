// The life of the package, from the first installation to the last trace of it. One test goes on where the one before ended.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { PASSWORD, Parlor } from '../client/parlor.mjs';
import { plain } from '../client/pictures.mjs';
import { answers, comes, dropIn, hold, journal, restart, run, show, tell, threads } from './machine.mjs';

const DATA = '/var/lib/parlor';
const BACKUPS = '/var/lib/parlor-backups';
const CONFIG = '/etc/parlor/parlor.toml';

const parlor = new Parlor(DATA, 8787);
let ann;

const info = async () => (await fetch(`${parlor.address}/api/info`)).json();
const sql = (statement) => run('sqlite3', `${DATA}/parlor.db`, statement).trim();

async function annSignsIn() {
  ann = await parlor.login({ username: 'ann' });
}

/** Started anew by systemd, by itself, after `harm`. */
async function comesBack(harm) {
  const [pid, restarts] = [show('MainPID'), Number(show('NRestarts'))];
  await harm(pid);
  await comes(() => Number(show('NRestarts')) > restarts && show('ActiveState') === 'active', 'coming back');
  assert.notEqual(show('MainPID'), pid);
  await answers(parlor);
  assert.equal((await info()).setupRequired, false);
}

test('whoever installs it has a server at once, and the link that sets it up', async () => {
  const said = run('dpkg', '--install', '/mnt/older.deb');
  assert.match(said, /parlor urls.*\/var\/lib\/parlor/);
  assert.equal(show('ActiveState'), 'active');
  assert.equal((await info()).setupRequired, true);
  assert.match(show('StatusText'), /^Open at http:\/\/.+:8787\/$/);
  assert.match(run('parlor', 'urls'), /\/#\/setup\?code=\w+/);
  assert.equal(show('User'), 'parlor');
  assert.equal(run('stat', '--format', '%U %a', DATA).trim(), 'parlor 700');
});

test('whoever comes the moment that it is up for systemd is let in', async () => {
  for (let round = 0; round < 5; round += 1) {
    run('systemctl', 'restart', 'parlor');
    run('curl', '--fail', '--silent', '--show-error', `${parlor.address}/api/info`);
  }
});

test('root makes the first account, and no file that the service could not read', async () => {
  tell(PASSWORD, 'parlor', 'user', 'add', 'ann', '--admin', '--password-stdin');
  run('systemctl', 'stop', 'parlor');
  tell(PASSWORD, 'parlor', 'user', 'add', 'bo', '--password-stdin');
  assert.equal(run('find', DATA, '!', '-user', 'parlor'), '');
  run('systemctl', 'start', 'parlor');
  await answers(parlor);
  await annSignsIn();
});

test('a newer package lifts the house of an older edition, and keeps what was edited', async () => {
  appendFileSync(CONFIG, '\nregistration = "open"\nno_rate_limits = true\n');
  run('systemctl', 'stop', 'parlor');
  for (const name of readdirSync(DATA)) if (name.startsWith('parlor.db')) rmSync(`${DATA}/${name}`);
  for (const file of ['/srv/tests/editions/1.sql', '/srv/tests/package/first.sql']) sql(`.read ${file}`);
  run('chown', 'parlor:parlor', `${DATA}/parlor.db`);
  assert.equal(sql('PRAGMA user_version'), '1');

  run('dpkg', '--install', '/mnt/newer.deb');
  await answers(parlor);
  assert.equal(show('ActiveState'), 'active', 'it was stopped, and a newer one is there to be used');
  assert.ok(Number(sql('PRAGMA user_version')) > 1);
  assert.equal(run('stat', '--format', '%U %a', `${DATA}/parlor.db.edition-1.bak`).trim(), 'parlor 600', 'as it was it is kept');
  assert.equal((await info()).registration, 'open', 'what was edited');
  assert.ok(!readdirSync('/etc/parlor').some((name) => name.includes('dpkg')), 'and nobody is asked about it');
  tell(PASSWORD, 'parlor', 'user', 'passwd', 'ann', '--password-stdin');
  await annSignsIn();
  const { results } = await parlor.call(ann.token, 'GET', '/search?q=cafe');
  assert.deepEqual(results.map(({ message }) => message.content), ['Meet at the Café']);
});

test('it is shut in, and people talk all the same', async () => {
  const exposure = /exposure level for parlor.service: ([\d.]+)/.exec(run('systemd-analyze', 'security', '--no-pager', 'parlor.service'));
  assert.ok(Number(exposure[1]) <= 1.5, exposure[0]);
  const bo = await parlor.register('bo');
  const [here, there] = [await parlor.connect(ann.token), await parlor.connect(bo.token, { transports: ['polling'] })];
  const general = await parlor.general(ann);
  await here.says(general, 'Can you hear me in there?');
  await there.hearsMessage('Can you hear me in there?');
  assert.equal(readFileSync(`/proc/${show('MainPID')}/status`, 'utf8').match(/CapEff:\s+(\w+)/)[1], '0000000000000000');
  run('parlor', 'doctor');
  here.leave();
  there.leave();
});

test('it is announced by name from in there, on a network that comes later', async () => {
  run('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'lan1');
  run('ip', 'address', 'add', '192.168.77.1/24', 'dev', 'lan0');
  for (const end of ['lan0', 'lan1']) run('ip', 'link', 'set', end, 'up');
  await comes(() => run('parlor', 'urls').includes('http://parlor.local:8787/'), 'the name');
  assert.match(run('parlor', 'doctor'), /^ok +announcement .*parlor\.local/m);
});

test('200 people, a gigabyte of files and large pictures have room in the memory that the unit gives it', async (t) => {
  await restart(parlor);
  const [pid, most] = [show('MainPID'), Number(show('MemoryMax'))];
  const held = bound(pid, most);
  t.diagnostic(`${most / 2 ** 20} MiB; ${held.how}`);
  const people = [];
  // As many at once as may wait for their passwords.
  while (people.length < 200) people.push(...(await Promise.all(Array.from({ length: 8 }, () => parlor.register('guest')))));
  const lines = await Promise.all(people.map(({ token }) => parlor.connect(token)));
  const general = await parlor.general(ann);
  const talk = Promise.all(
    lines.map(async (line, at) => {
      for (const word of ['one', 'two', 'three']) await line.says(general, `${word} ${at}`);
    }),
  );
  const bytes = Buffer.alloc(25_000_000, 'gull');
  const carry = async (person) => {
    for (let count = 0; count < 5; count += 1) await parlor.upload(person, 'boat.bin', bytes);
  };
  const picture = plain(4096, 4096);
  const paint = async (person) => assert.ok((await parlor.upload(person, 'sea.png', picture)).thumbnailUrl);
  await Promise.all([talk, ...people.slice(0, 8).map(carry), ...people.slice(10, 22).map(paint)]);
  await Promise.all(lines.map((line) => line.until(() => line.all('receive_message').length >= 600, 'hearing everybody')));
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  t.diagnostic(`${peak.toFixed(0)} MiB at most were its own`);
  assert.ok(peak * 2 ** 20 < most);
  assert.equal(show('MainPID'), pid, 'the same process has done it all');
  held.check();
  for (const line of lines) line.leave();
  await restart(parlor);
  held.lift();
});

/** Holds the process to the bound of its unit where systemd could not, and says how it is held. */
function bound(pid, most) {
  const events = `/sys/fs/cgroup${show('ControlGroup')}/memory.events`;
  const killed = (file) => /oom_kill (\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '0';
  if (existsSync(events)) return { how: 'held by systemd', check: () => assert.equal(killed(events), '0'), lift: () => {} };
  if (!existsSync('/run/memory')) return { how: 'held by nobody, and measured', check: () => {}, lift: () => {} };
  const group = `/run/memory/parlor-package-${process.pid}-${Date.now()}`;
  mkdirSync(group);
  writeFileSync(`${group}/memory.limit_in_bytes`, String(most));
  writeFileSync(`${group}/cgroup.procs`, pid);
  return { how: 'held by a control group of the test', check: () => assert.equal(killed(`${group}/memory.oom_control`), '0'), lift: () => rmdirSync(group) };
}

test('one that was killed comes back by itself with everything that was acknowledged', async () => {
  const line = await parlor.connect(ann.token);
  const general = await parlor.general(ann);
  const { _id } = await line.says(general, 'This one stays');
  await comesBack((pid) => process.kill(Number(pid), 'SIGKILL'));
  assert.ok((await parlor.history(ann, general)).some((message) => message._id === _id));
});

test('one that hangs, as a whole or in a part that matters, is ended by the watchdog and comes back', async () => {
  dropIn('parlor.service', 'watchdog', 'WatchdogSec=6');
  await restart(parlor);
  const hangs = [
    (pid) => process.kill(Number(pid), 'SIGSTOP'),
    () => hold(threads('writer')),
    () => hold(threads('tokio')),
  ];
  for (const [at, hang] of hangs.entries()) {
    await comesBack(hang);
    assert.equal(journal().split('Watchdog timeout').length - 1, at + 1);
  }
});

test('one whose disk is slow for a moment goes on', async () => {
  const [pid, beat] = [show('MainPID'), show('WatchdogTimestampMonotonic')];
  const goOn = await hold(threads('writer'));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await goOn();
  await comes(() => show('WatchdogTimestampMonotonic') !== beat, 'the next sign of life');
  const line = await parlor.connect(ann.token);
  await line.says(await parlor.general(ann), 'Still there');
  line.leave();
  assert.equal(show('MainPID'), pid);
});

test('one that is told to go leaves the database in one file', async () => {
  run('systemctl', 'stop', 'parlor');
  assert.deepEqual([show('Result'), show('ExecMainStatus')], ['success', '0']);
  const log = `${DATA}/parlor.db-wal`;
  assert.ok(!existsSync(log) || statSync(log).size === 0, 'the log is folded into it');
  run('systemctl', 'start', 'parlor');
  await answers(parlor);
});

test('an option that makes no sense is told in one sentence, and not tried again', async () => {
  dropIn('parlor.service', 'nonsense', 'Environment=PARLOR_LISTEN=here');
  run('systemctl', 'stop', 'parlor');
  assert.throws(() => run('systemctl', 'start', 'parlor'));
  assert.deepEqual([show('ActiveState'), show('ExecMainStatus')], ['failed', '2']);
  assert.match(journal(), /parlor: PARLOR_LISTEN: "here" will not do/);
  dropIn('parlor.service', 'nonsense');
  run('systemctl', 'start', 'parlor');
  await answers(parlor);
});

test('a secret may be a credential', async () => {
  writeFileSync('/root/metrics-token', 'hush-hush\n', { mode: 0o600 });
  dropIn('parlor.service', 'secret', 'LoadCredential=metrics:/root/metrics-token', 'Environment=PARLOR_METRICS_TOKEN_FILE=%d/metrics');
  await restart(parlor);
  const metrics = (token) => fetch(`${parlor.address}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual([(await metrics('hush-hush')).status, (await metrics('hush')).status], [200, 401]);
});

test('port 80 comes from a socket of systemd, for a service that could not open it', async () => {
  run('systemctl', 'stop', 'parlor');
  run('systemctl', 'enable', '--now', 'parlor-http.socket');
  run('systemctl', 'start', 'parlor');
  const knock = () => JSON.parse(run('curl', '--fail', '--silent', '--show-error', 'http://127.0.0.1/api/info')).setupRequired;
  assert.equal(knock(), false);
  assert.match(run('parlor', 'urls'), /^http:\/\/[^:\n]+\/$/m);
  await assert.rejects(info(), 'nowhere else');
  run('systemctl', 'stop', 'parlor');
  assert.equal(knock(), false, 'whoever comes starts it');
  run('systemctl', 'disable', '--now', 'parlor-http.socket');
  await restart(parlor);
  assert.equal((await info()).setupRequired, false);
});

test('a backup is made every day, the newest 14 are kept, and root restores one for the owner', async () => {
  assert.equal(show('ActiveState', 'parlor-backup.timer'), 'active');
  const old = Array.from({ length: 16 }, (_, day) => `parlor-2020-01-${String(day + 1).padStart(2, '0')}T00-00-00Z.tar`);
  for (const name of old) writeFileSync(`${BACKUPS}/${name}`, '');
  writeFileSync(`${BACKUPS}/notes.txt`, 'not a backup');
  run('systemctl', 'start', 'parlor-backup.service');
  const kept = readdirSync(BACKUPS).filter((name) => name.endsWith('.tar')).sort();
  assert.deepEqual(kept.slice(0, 13), old.slice(3));
  assert.equal(kept.length, 14);
  assert.ok(existsSync(`${BACKUPS}/notes.txt`));
  const made = `${BACKUPS}/${kept[13]}`;
  assert.deepEqual([run('stat', '--format', '%U %a', made).trim(), statSync(made).size > 1_000_000_000], ['parlor 600', true]);
  assert.match(run('tar', '--list', '--file', made), /parlor\.db/);

  const general = await parlor.general(ann);
  const said = await parlor.history(ann, general);
  await parlor.call(ann.token, 'POST', `/conversations/${general._id}/messages`, { content: 'after the backup' });
  run('systemctl', 'stop', 'parlor');
  assert.match(run('parlor', 'restore', made), /before-restore\.bak/);
  assert.equal(run('find', DATA, '!', '-user', 'parlor'), '');
  run('systemctl', 'start', 'parlor');
  await answers(parlor);
  assert.deepEqual(await parlor.history(ann, general), said);
  run('rm', '-r', `${DATA}/before-restore.bak`);
});

test('one that is removed leaves everything that was said, and says where', async () => {
  const said = run('dpkg', '--remove', 'parlor');
  assert.match(said, /stays in \/var\/lib\/parlor;/);
  assert.ok(existsSync(`${DATA}/parlor.db`) && existsSync(CONFIG));
  await assert.rejects(info());
});

test('one that is installed again finds it', async () => {
  run('dpkg', '--install', '/mnt/newer.deb');
  await answers(parlor);
  assert.equal((await info()).registration, 'open');
  await annSignsIn();
  const said = (await parlor.history(ann, await parlor.general(ann))).map(({ content }) => content);
  assert.ok(said.includes('Meet at the Café') && said.includes('This one stays'));
});

test('one that is purged forgets its options, and not what was said', async () => {
  const said = run('dpkg', '--purge', 'parlor');
  assert.match(said, /stays in \/var\/lib\/parlor; .*rm -r \/var\/lib\/parlor/);
  assert.ok(!existsSync('/etc/parlor') && existsSync(`${DATA}/parlor.db`));
  assert.ok(!readdirSync('/etc/systemd/system', { recursive: true }).some((name) => name.includes('parlor')));
});
