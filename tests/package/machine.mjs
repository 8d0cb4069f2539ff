// The machine that the package is installed on: its packages, its units, and ways to do them harm.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

/** Runs a command that has to succeed: what it says. */
export function run(command, ...words) {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${words.join(' ')}: ${stdout}${stderr}`);
  return stdout + stderr;
}

/** The same with something to read. */
export function tell(input, command, ...words) {
  return execFileSync(command, words, { input, encoding: 'utf8' });
}

/** What systemd knows of a unit. */
export function show(property, unit = 'parlor.service') {
  return run('systemctl', 'show', '--value', '--property', property, unit).trim();
}

/** Starts the service anew. Connections to the one before are gone then, for us too. */
export async function restart(parlor) {
  run('systemctl', 'restart', 'parlor');
  await answers(parlor);
}

/** Resolves once a question finds an answer. */
export function answers(parlor) {
  return comes(() => fetch(`${parlor.address}/healthz`).then(({ ok }) => ok, () => false), 'an answer');
}

export const journal = () => run('journalctl', '--unit', 'parlor.service', '--output', 'cat', '--no-pager');

/** Looks again until something has come about of which nobody tells. A bound for failures, never a pause. */
export async function comes(condition, what) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await condition();
    if (found) return found;
    assert.ok(Date.now() < deadline, `${what}: not within a minute\n${journal().split('\n').slice(-20).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Lines of a unit's own beside what the package says, until the machine is done. */
export function dropIn(unit, name, ...lines) {
  const directory = `/run/systemd/system/${unit}.d`;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/${name}.conf`, ['[Service]', ...lines, ''].join('\n'));
  run('systemctl', 'daemon-reload');
}

/** The threads of the service whose names begin so. */
export function threads(name) {
  const pid = show('MainPID');
  return readdirSync(`/proc/${pid}/task`).filter((thread) => readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').startsWith(name));
}

const PTRACE = { x64: 101, arm64: 117 }[process.arch];
/** Seizes each and stops it, as a debugger does: the rest of the process goes on. Of one that is killed it has to take note. */
const HOLD = `
  $| = 1;
  my $call = shift;
  for my $thread (@ARGV) {
    for my $do (0x4206, 0x4207) { syscall($call, $do, $thread + 0, 0, 0) == 0 or die "thread $thread: $!\\n" }
  }
  print "held\\n";
  1 while waitpid(-1, 0x40000000) > 0;
`;

/** Holds threads until the answer is called, or until they are killed. */
export async function hold(found) {
  assert.ok(found.length > 0, 'nothing to hold');
  const holder = spawn('perl', ['-e', HOLD, String(PTRACE), ...found], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(holder, 'exit');
  const held = await Promise.race([once(holder.stdout, 'data'), gone]);
  assert.equal(String(held[0]), 'held\n');
  return () => {
    holder.kill();
    return gone;
  };
}
