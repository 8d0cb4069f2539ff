// The real server, on a directory of its own and a port of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, lstat, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';

/** A port below 32768 that nobody listens on now: the server keeps it when it starts again. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

export class Parlor {
  #process: ChildProcess | null = null;
  #said = '';
  readonly #directory: string;
  readonly #port: number;
  readonly #options: Record<string, string>;

  private constructor(directory: string, port: number, options: Record<string, string>) {
    this.#options = options;
    this.#directory = directory;
    this.#port = port;
  }

  /** `options`: variables of the server's environment. */
  static async onAnEmptyDirectory(options: Record<string, string> = {}): Promise<Parlor> {
    const parlor = new Parlor(await mkdtemp(join(tmpdir(), 'parlor-')), await freePort(), options);
    await parlor.start();
    return parlor;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The link that the server printed for its first administrator, at the address the test uses. */
  get setupLink(): string {
    const code = /#\/setup\?code=([\w-]+)/.exec(this.#said)?.[1];
    if (!code) throw new Error(`No setup link in what the server said:\n${this.#said}`);
    return `${this.address}/#/setup?code=${code}`;
  }

  async start(): Promise<void> {
    const program = process.env.PARLOR_BIN;
    if (!program) throw new Error('PARLOR_BIN names no server to test.');
    this.#said = '';
    const server = spawn(program, ['serve'], {
      env: {
        ...process.env,
        PARLOR_CONFIG: '/dev/null',
        PARLOR_DATA_DIR: this.#directory,
        PARLOR_LISTEN: `127.0.0.1:${this.#port}`,
        PARLOR_REGISTRATION: 'open',
        ...this.#options,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = server;
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (this.#said += String(text)));
    for (let tries = 0; tries < 200; tries += 1) {
      if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}:\n${this.#said}`);
      const answer = await fetch(`${this.address}/api/info`).catch(() => null);
      // What it prints comes another way than its answers, and may come later.
      if (answer?.ok && this.#said.includes('Parlor is open.')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The server does not answer:\n${this.#said}`);
  }

  /** As when the power goes. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (!server || server.exitCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** While it is off. */
  async keepCopy(): Promise<void> {
    await cp(this.#directory, `${this.#directory}.copy`, { recursive: true, filter: async (path) => !(await lstat(path)).isSocket() });
  }

  /** While it is off: as it was when the copy was made. */
  async putBack(): Promise<void> {
    await rm(this.#directory, { recursive: true });
    await cp(`${this.#directory}.copy`, this.#directory, { recursive: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
    await rm(`${this.#directory}.copy`, { recursive: true, force: true });
  }
}

/** Before each test a server on an empty directory, for that test alone; afterwards it is gone. */
export function eachInItsOwn(begin: (parlor: Parlor) => unknown, options: Record<string, string> = {}): void {
  let parlor: Parlor | undefined;
  test.beforeEach(async () => {
    parlor = await Parlor.onAnEmptyDirectory(options);
    await begin(parlor);
  });
  test.afterEach(async () => {
    await parlor?.remove();
  });
}
