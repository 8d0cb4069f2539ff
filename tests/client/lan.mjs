// A local network of its own: machines at a bridge, each in a network namespace. Needs root, or user namespaces that people may have.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inTime } from './patience.mjs';

/** Interfaces are looked at every few seconds, and each name that is taken costs another one. Milliseconds. */
const PATIENCE = 60_000;

const root = process.getuid() === 0;

/** What runs in the network of a process. */
const inside = (pid) => ['nsenter', '--target', String(pid), ...(root ? [] : ['--user', '--preserve-credentials']), '--net', '--'];

/** Keeps a network of its own until it is closed. */
async function network(command) {
  const [program, ...words] = [...command, 'sh', '-c', 'ip link set lo up && echo there && exec cat'];
  const holder = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [holder.stdout, holder.stderr]) stream.on('data', (text) => (said += text));
  const gone = once(holder, 'exit').catch((error) => (said += error));
  await Promise.race([once(holder.stdout, 'data'), gone]);
  if (said !== 'there\n') throw new Error(`These tests need networks of their own: ${said}`);
  return {
    pid: holder.pid,
    async close() {
      holder.stdin.end();
      await inTime(gone, 'the end of a network');
    },
  };
}

/** Something that runs on a machine and is heard. */
class Process {
  said = '';
  #look = new Set();

  constructor(command, env) {
    const [program, ...words] = command;
    this.child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.ended = once(this.child, 'exit').catch((error) => (this.said += error));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.said += text;
        for (const look of this.#look) look();
      });
    }
  }

  /** Resolves with what `find` makes of all that was said, once that is something. */
  async says(find, what) {
    let look;
    const found = new Promise((resolve, reject) => {
      look = () => {
        const found = find(this.said);
        if (found) resolve(found);
      };
      this.#look.add(look);
      look();
      this.ended.then(() => reject(new Error(`It has ended: ${this.said}`)));
    });
    return inTime(found, what, PATIENCE).catch((error) => {
      throw new Error(`${error.message}\n${this.said}`);
    }).finally(() => this.#look.delete(look));
  }

  async end(signal = 'SIGTERM') {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return inTime(this.ended, `the end by ${signal}`);
  }
}

/** A server on a machine. */
class Server extends Process {
  constructor(machine, directory, flags) {
    const options = ['--config', '/dev/null', '--data-dir', directory, ...flags];
    super([...machine.under, process.env.PARLOR_BIN, 'serve', ...options]);
    this.directory = directory;
  }

  opens() {
    return this.says((said) => said.includes('Parlor is open.'), 'the server being open');
  }

  /** The URLs by name that it printed last, after `already` others. */
  named(already = 0) {
    const blocks = (said) => [...said.matchAll(/^By name.*:\n((?: {2}\S+\n)+)/gm)].map(([, lines]) => lines.trim().split(/\s+/));
    return this.says((said) => blocks(said)[already], 'the name');
  }

  verb(...words) {
    return JSON.parse(execFileSync(process.env.PARLOR_BIN, [...words, '--json', '--data-dir', this.directory], { encoding: 'utf8' }));
  }

  /** What the doctor says of the announcement. */
  get announcement() {
    const words = ['doctor', '--json', '--config', '/dev/null', '--min-free-disk', '0', '--data-dir', this.directory];
    const { checks } = JSON.parse(execFileSync(process.env.PARLOR_BIN, words, { encoding: 'utf8' }));
    return checks.find(({ name }) => name === 'announcement');
  }
}

/** A device that listens. */
class Neighbour extends Process {
  constructor(machine) {
    const place = (name) => fileURLToPath(new URL(name, import.meta.url));
    super([...machine.under, place('.venv/bin/python'), '-u', place('neighbour.py')]);
  }

  #events(said) {
    return said.split('\n').filter((line) => line.startsWith('{"event"')).map((line) => JSON.parse(line));
  }

  /** The first event that fits, after the first `already`. */
  hears(fits, what, already = 0) {
    return this.says((said) => this.#events(said).slice(already).find(fits), what);
  }

  found(name, fits = () => true) {
    return this.hears((event) => event.event === 'found' && event.name === name && fits(event), `finding ${name}`);
  }

  gone(name) {
    return this.hears((event) => event.event === 'gone' && event.name === name, `the goodbye of ${name}`);
  }

  async #ask(command, answer) {
    const already = this.#events(this.said).length;
    this.child.stdin.write(`${command}\n`);
    return this.hears(({ event }) => event === answer, command, already);
  }

  /** The addresses of a host, as somebody finds them who comes new. */
  async resolves(host) {
    return (await this.#ask(`resolve ${host}.`, 'resolved')).addresses;
  }

  /** The same of IPv6. */
  async resolves6(host) {
    return (await this.#ask(`resolve6 ${host}.`, 'resolved')).addresses;
  }

  /** The answer to somebody who listens to no group, as old phones do. */
  asksOnce(host) {
    return this.#ask(`once ${host}.`, 'answered');
  }

  /** What a service is, as somebody finds it who comes new. */
  describes(name) {
    return this.#ask(`describe ${name}`, 'described');
  }

  /** Packets that came from a machine. */
  async packetsOf(machine) {
    return (await this.#ask('heard', 'heard')).senders[machine.hardware] ?? 0;
  }
}

class Machine {
  #hub;
  #network;
  #number;

  constructor(hub, network, number) {
    [this.#hub, this.#network, this.#number] = [hub, network, number];
  }

  get address() {
    return `192.168.77.${this.#number}`;
  }

  get address6() {
    return `fd77::${this.#number}`;
  }

  get hardware() {
    return `02:00:00:00:00:0${this.#number}`;
  }

  get under() {
    return inside(this.#network.pid);
  }

  run(...words) {
    const [program, ...rest] = [...this.under, ...words];
    return execFileSync(program, rest, { encoding: 'utf8' });
  }

  /** A cable to the bridge. */
  plug() {
    const [port, hub] = [`port${this.#number}`, inside(this.#hub.pid)];
    const at = (...words) => execFileSync(hub[0], [...hub.slice(1), 'ip', ...words]);
    at('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'address', this.hardware, 'netns', String(this.#network.pid));
    at('link', 'set', port, 'master', 'lan', 'up');
    this.run('ip', 'address', 'add', `${this.address}/24`, 'dev', 'eth0');
    this.run('ip', 'address', 'add', `${this.address6}/64`, 'dev', 'eth0', 'nodad');
    this.cable('up');
  }

  /** Whether others that are apart hear it. */
  apart(is) {
    const [program, ...words] = inside(this.#hub.pid);
    execFileSync(program, [...words, 'bridge', 'link', 'set', 'dev', `port${this.#number}`, 'isolated', is ? 'on' : 'off']);
  }

  /** That cable, in or out. */
  cable(state) {
    this.run('ip', 'link', 'set', 'eth0', state);
  }

  /** The status and the text of an answer at a host's name, which is at that address. */
  async asks(url, address) {
    const { hostname, port, protocol } = new URL(url);
    const [program, ...words] = [...this.under, 'curl', '--silent', '--show-error', '--insecure', '--write-out', '%{http_code}', '--resolve', `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}:${address}`, url];
    const { stdout } = await promisify(execFile)(program, words);
    return { status: Number(stdout.slice(-3)), text: stdout.slice(0, -3) };
  }

  close() {
    return this.#network.close();
  }
}

export class Lan {
  #hub;
  #machines = [];
  #processes = [];

  static async open() {
    const lan = new Lan();
    lan.#hub = await network(['unshare', ...(root ? [] : ['--user', '--map-root-user']), '--net', '--']);
    const [program, ...words] = inside(lan.#hub.pid);
    execFileSync(program, [...words, 'ip', 'link', 'add', 'lan', 'type', 'bridge', 'mcast_snooping', '0']);
    execFileSync(program, [...words, 'ip', 'link', 'set', 'lan', 'up']);
    return lan;
  }

  /** Another machine, with a cable unless told. */
  async machine({ plugged = true } = {}) {
    const machine = new Machine(this.#hub, await network([...inside(this.#hub.pid), 'unshare', '--net', '--']), this.#machines.length + 1);
    this.#machines.push(machine);
    if (plugged) machine.plug();
    return machine;
  }

  #keep(process) {
    this.#processes.push(process);
    return process;
  }

  /** A server that is open. */
  async serves(machine, directory, ...flags) {
    const server = this.#keep(new Server(machine, directory, flags));
    await server.opens();
    return server;
  }

  /** A neighbour that listens. */
  async listens(machine) {
    const neighbour = this.#keep(new Neighbour(machine));
    await neighbour.hears(({ event }) => event === 'listening', 'a neighbour that listens');
    return neighbour;
  }

  /** Any other program on a machine. */
  runs(machine, ...command) {
    return this.#keep(new Process([...machine.under, ...command]));
  }

  async close() {
    await Promise.all(this.#processes.map((process) => process.end('SIGKILL')));
    for (const machine of this.#machines) await machine.close();
    await this.#hub?.close();
  }
}

/** Goes by that name with avahi, whatever else its machine is called. */
export async function avahi(lan, machine, directory, host) {
  const script = 'mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits --no-proc-title --debug --file "$0"';
  const file = `${directory}/${host}.conf`;
  await writeFile(file, `[server]\nhost-name=${host}\nenable-dbus=no\nuse-ipv6=no\nallow-interfaces=eth0\n[publish]\npublish-aaaa-on-ipv4=no\npublish-workstation=no\npublish-hinfo=no\n`);
  const daemon = lan.runs(machine, 'unshare', '--mount', 'sh', '-c', script, file);
  const name = await daemon.says((said) => /Server startup complete. Host name is (\S+)\./.exec(said)?.[1], 'avahi, which these tests need');
  assert.equal(name, `${host}.local`);
  return daemon;
}
