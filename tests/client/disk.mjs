// Disks that do what disks do to people: they are read-only, full, slow, or fail.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { inTime } from './parlor.mjs';

/** A command line that makes mounts of its own on a directory and runs what follows. Needs no root where people may have user namespaces. */
function mounted(script, directory) {
  const user = process.getuid() === 0 ? [] : ['--user', '--map-root-user'];
  return ['unshare', ...user, '--mount', '--', 'sh', '-c', `${script} && exec "$@"`, directory];
}

/** What follows finds the directory, and all below it, on a file system that cannot be written to. */
export function readOnly(directory) {
  return mounted('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', directory);
}

const SYNC = 'fsync,fdatasync';

/** Faults by what goes wrong, as strace injects them. */
export const FAULTS = {
  sync: `${SYNC}:error=EIO`,
  write: 'pwrite64:error=EIO',
  full: 'pwrite64:error=ENOSPC',
  readOnly: 'pwrite64:error=EROFS',
  /** Until it is ended: no test waits for so many microseconds. */
  hold: `${SYNC}:delay_enter=120000000`,
};

/** From here on the calls of a process go wrong, until `end`. `met` waits for the first call that does. */
export async function breaks(pid, fault) {
  const calls = fault.split(':')[0];
  const strace = spawn('strace', ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', `inject=${fault}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let look = () => {};
  strace.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
    look();
  });
  const gone = once(strace, 'exit').catch((error) => (said += error));
  const says = (pattern) => {
    const heard = new Promise((resolve, reject) => {
      look = () => pattern.test(said) && resolve();
      look();
      gone.then(() => reject(new Error(`strace, which these tests need, has ended: ${said}`)));
    });
    return inTime(heard, `strace saying ${pattern}`);
  };
  await says(/attached/);
  return {
    met: () => says(new RegExp(`(${calls.replace(',', '|')})\\(`)),
    /** By SIGKILL where it holds a thread of a process that has ended: strace would wait for it for ever. */
    end: async (signal = 'SIGINT') => {
      strace.kill(signal);
      await inTime(gone, 'the end of strace');
    },
  };
}

/** A small file system of its own at `directory`, for a server that is run `under` it, and from here at `path`. */
export async function smallDisk(directory, megabytes) {
  const [command, ...line] = mounted(`mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs "$0" && echo mounted`, directory);
  const holder = spawn(command, [...line, 'cat'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [holder.stdout, holder.stderr]) stream.on('data', (text) => (said += text));
  const gone = once(holder, 'exit').catch((error) => (said += error));
  await Promise.race([once(holder.stdout, 'data'), gone]);
  if (said !== 'mounted\n') throw new Error(`These tests need a mount of their own: ${said}`);
  const user = process.getuid() === 0 ? [] : ['--user', '--preserve-credentials'];
  const path = `/proc/${holder.pid}/root${directory}`;
  const filler = join(path, 'filler');
  return {
    path,
    under: ['nsenter', '--target', String(holder.pid), ...user, '--mount', '--'],
    /** Takes so many bytes, or whatever is left. */
    fill(bytes = Infinity) {
      const file = openSync(filler, 'a');
      try {
        for (let taken = 0; taken < bytes; taken += writeSync(file, Buffer.alloc(4096, 0x5a)));
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    /** Gives all of that back. */
    free: () => rmSync(filler, { force: true }),
    async close() {
      holder.stdin.end();
      await inTime(gone, 'the end of a mount');
    },
  };
}
