// A verb of the program that runs beside everything else, and what it says.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from './patience.mjs';

/** Starts a verb; `under` is a command line that runs it, in its own place. */
export function begin(words, { under = [] } = {}) {
  const [command, ...line] = [...under, process.env.PARLOR_BIN, ...words];
  const env = { ...process.env, PARLOR_CONFIG: '/dev/null' };
  const child = spawn(command, line, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const said = { out: '', err: '' };
  let look = () => {};
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => {
    said.err += text;
    look();
  });
  const closed = once(child, 'close');
  return {
    pid: child.pid,
    /** Once it has said that on standard error. */
    says: (text) =>
      inTime(
        new Promise((resolve, reject) => {
          look = () => said.err.includes(text) && resolve();
          look();
          closed.then(() => reject(new Error(`It ended without saying ${text}: ${said.err}`)));
        }),
        `the verb saying: ${text}`,
      ),
    signal: (name) => child.kill(name),
    /** `{ code, signal, out, err, last }`: `last` is the last line of what it says on standard error. */
    async ends() {
      const [code, signal] = await inTime(closed, `the end of ${words[0]}`);
      return { code, signal, ...said, last: said.err.trimEnd().split('\n').at(-1) };
    },
  };
}

export const verb = (words, options) => begin(words, options).ends();
