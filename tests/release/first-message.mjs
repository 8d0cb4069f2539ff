// Starts the program at its path, as somebody who has just unpacked it, does what the terminal says, and tells how long it took
// until the first message was heard, and to which addresses the server connected meanwhile.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupBy, hear } from './visitor.mjs';

const home = mkdtempSync(join(tmpdir(), 'parlor-first-'));
const trace = join(home, 'trace');
const begun = process.hrtime.bigint();
const server = spawn('strace', ['-f', '-qq', '-e', 'trace=connect', '-o', trace, process.argv[2]], {
  env: { PATH: process.env.PATH, HOME: home },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
const link = await new Promise((resolve, reject) => {
  server.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    const found = /http:\/\/\S+\/#\/setup\?code=\S+/.exec(said);
    if (found) resolve(found[0]);
  });
  server.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
});
server.removeAllListeners('exit');
await hear(await setupBy(link));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const gone = new Promise((resolve) => server.once('exit', resolve));
// strace passes on what it is told; the server is its child.
const child = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')[0];
process.kill(Number(child), 'SIGTERM');
await gone;
const calls = readFileSync(trace, 'utf8').split('\n').filter((line) => /sin6?_addr/.test(line));
rmSync(home, { recursive: true });
console.log(JSON.stringify({ seconds, calls }));
process.exit();
