// What a server did to its files and what it told the world, in order, from a trace of its system calls.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLLOWED = [
  ...['openat', '?open', 'pwrite64', 'write', 'ftruncate', 'fsync', 'fdatasync'],
  ...['?rename', '?renameat', 'renameat2', '?unlink', 'unlinkat', '?mkdir', 'mkdirat'],
];
/** What would change a file in a way that is not followed here: a trace that holds any of it is of no use. */
const UNFOLLOWED = [
  ...['pwritev', 'pwritev2', 'truncate', 'fallocate', 'sync_file_range', 'copy_file_range', 'sendfile', 'splice', 'msync'],
  ...['openat2', '?creat', '?link', 'linkat', '?symlink', 'symlinkat', 'sync', 'syncfs', 'io_uring_setup', 'mmap'],
];
const TELLING = ['writev', 'sendto', 'sendmsg', 'sendmmsg'];

/** The command line that runs a server and writes its trace into `file`. The server is its child. */
export function traced(file, ...more) {
  const calls = [...FOLLOWED, ...UNFOLLOWED, ...TELLING].join(',');
  return ['strace', '-f', '--seccomp-bpf', '-y', '-xx', '-s', '1000000', '-e', `trace=${calls}`, ...more, '-o', file];
}

const plain = (hex) => Buffer.from(hex.replaceAll('\\x', ''), 'hex');

/** Every string and every path in the arguments of a call, in order, and the rest of them as text. */
function dissect(args) {
  const strings = [];
  const rest = args.replace(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?|<((?:\\x[0-9a-f]{2})+)>/g, (_, string, cut, path) => {
    if (cut) throw new Error('The trace has cut a string short.');
    strings.push(plain(string ?? path));
    return string === undefined ? '<>' : '""';
  });
  return { strings, rest };
}

/**
 * The events of a trace, in order:
 * `create`, `write`, `truncate`, `rename`, `unlink`, `mkdir` for whatever lies in `root`, from when they begin;
 * `syncing` and `synced`, with the same `sync` in both, since only what was written before the one is safe after the other;
 * `told` for what went out to a socket, from when it may have.
 */
export function read(file, root) {
  const events = [];
  const open = new Map();
  const inside = (path) => path === root || path.startsWith(`${root}/`);
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, pid, text] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (!pid || text.startsWith('+++') || text.startsWith('---')) continue;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text);
    if (resumed) {
      const call = open.get(pid);
      open.delete(pid);
      call?.end(resumed[1]);
      continue;
    }
    const [, name, rest] = /^(\w+)\((.*)$/.exec(text) ?? [];
    if (!name) throw new Error(`A line of the trace says nothing: ${text.slice(0, 200)}`);
    const unfinished = rest.endsWith('<unfinished ...>');
    const call = begin(name, dissect(rest), inside, events);
    if (unfinished) open.set(pid, call);
    else call.end(rest);
  }
  return events;
}

const succeeded = (text) => !/ = -1 [A-Z]+ /.test(text) && / = \d/.test(text);

function begin(name, { strings, rest }, inside, events) {
  const at = events.length;
  const [path] = strings.map(String);
  const fromDirectory = /at2?$/.test(name);
  /** Paths as calls name them: each alone, or after the directory that it starts from. */
  const named = (index = 0) => (fromDirectory ? resolve(String(strings[2 * index]), String(strings[2 * index + 1])) : String(strings[index]));
  const numbers = () => [...rest.replace(/^\d+/, '').matchAll(/, (-?\d+)/g)].map(([, number]) => Number(number));
  /** What may be on disk from here on, and is struck out where the call turns out to have failed. */
  const does = (event) => {
    const placed = { ...event };
    events.push(placed);
    const end = (text) => {
      if (!succeeded(text)) placed.kind = 'failed';
      else if (placed.bytes) placed.bytes = placed.bytes.subarray(0, Number(/ = (\d+)/.exec(text)[1]));
    };
    return { end };
  };
  const nothing = { end: () => {} };
  switch (name.replace(/(at2?|64)$/, '')) {
    case 'write':
    case 'pwrite':
      if (inside(path)) return does({ kind: 'write', path, bytes: strings[1], offset: name === 'pwrite64' ? numbers().at(-1) : undefined });
      tell(path, strings.slice(1), events);
      return nothing;
    case 'writev':
    case 'sendto':
    case 'sendmsg':
    case 'sendmmsg':
      if (inside(path)) throw new Error(`${name} on ${path} is not followed.`);
      tell(path, strings.slice(1), events);
      return nothing;
    case 'ftruncate':
      return inside(path) ? does({ kind: 'truncate', path, size: numbers().at(0) }) : nothing;
    case 'open':
      if (!inside(named()) || !/O_CREAT|O_TRUNC/.test(rest)) return nothing;
      return does({ kind: 'create', path: named(), truncated: rest.includes('O_TRUNC') });
    case 'fsync':
    case 'fdatasync': {
      if (!inside(path)) return nothing;
      events.push({ kind: 'syncing', path, sync: at });
      return { end: (text) => events.push({ kind: 'synced', path, sync: at, good: succeeded(text) }) };
    }
    case 'rename':
      return inside(named()) || inside(named(1)) ? does({ kind: 'rename', path: named(), to: named(1) }) : nothing;
    case 'unlink':
    case 'mkdir':
      return inside(named()) ? does({ kind: name.startsWith('mkdir') ? 'mkdir' : 'unlink', path: named() }) : nothing;
    case 'mmap':
      if (inside(path ?? '') && /PROT_WRITE.*MAP_SHARED/.test(rest) && !path.endsWith('-shm')) throw new Error(`${path} is written through memory, which is not followed.`);
      return nothing;
    default:
      if (strings.some((string) => inside(String(string))) || name.startsWith('sync') || name.startsWith('io_uring')) {
        throw new Error(`${name} is not followed: ${rest.slice(0, 200)}`);
      }
      return nothing;
  }
}

/** Nobody can take back what may have left a socket. */
function tell(path, strings, events) {
  if (path.startsWith('socket:')) events.push({ kind: 'told', text: Buffer.concat(strings).toString('latin1') });
}
