// A machine whose clock lies, by libfaketime: what is shown is wrong, what counts seconds is not.

import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';

/** An environment in which a program's clock is as far off as was last `set` in the file. It starts as it is. */
export function clock(file) {
  let library;
  try {
    // The library's place depends on the machine; its own wrapper knows it.
    library = execFileSync('faketime', ['-m', '-f', '+0', 'sh', '-c', 'printf %s "$LD_PRELOAD"'], { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`faketime, which these tests need, does not run: ${error.message}`);
  }
  /** As in `-20000d`: days, from what is right. */
  const set = (offset) => {
    // In one step: the program may look at any moment.
    writeFileSync(`${file}.new`, `${offset}\n`);
    renameSync(`${file}.new`, file);
  };
  set('+0d');
  const options = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
  return { set, env: { LD_PRELOAD: library, ...options } };
}
