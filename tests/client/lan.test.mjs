// Servers on a local network, as the devices around them find them by name (mDNS and DNS-SD).

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Lan, avahi } from './lan.mjs';
import { Parlor, eventually } from './parlor.mjs';

let lan;
let place;
let device;
let neighbour;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'parlor-lan-'));
  lan = await Lan.open();
  device = await lan.machine();
  neighbour = await lan.listens(device);
});
afterEach(async () => {
  await lan?.close();
  await rm(place, { recursive: true, force: true });
});

const at = (name) => join(place, name);
const HTTP = 'Parlor._http._tcp.local.';

test('a device finds a server by name and among services, is answered there, and hears goodbye when it ends', async () => {
  const machine = await lan.machine();
  const server = await lan.serves(machine, at('house'));
  const [url] = await server.named();
  assert.equal(url, 'http://parlor.local:8787/');
  const { host, addresses, port, path } = await neighbour.found(HTTP);
  assert.deepEqual([host, addresses, port, path], ['parlor.local.', [machine.address], 8787, '/']);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [machine.address]);
  const { event: _, ...once } = await neighbour.asksOnce('parlor.local');
  assert.deepEqual(once, { id: 7, kind: 1, unique: false, ttl: 10, address: machine.address, sender: machine.address });
  const { status, text } = await device.asks(`${url}api/info`, machine.address);
  assert.deepEqual([status, JSON.parse(text).name], [200, 'Parlor']);
  assert.deepEqual(server.verb('urls').urls, [`http://${machine.address}:8787`, 'http://parlor.local:8787', 'http://127.0.0.1:8787']);
  assert.equal(server.announcement.state, 'ok');
  assert.match(server.announcement.found, /at parlor\.local, and as "Parlor"/);
  assert.deepEqual(await server.end(), [0, null], server.said);
  await neighbour.gone(HTTP);
  assert.deepEqual(await neighbour.resolves('parlor.local'), []);
});

test('of two servers the second goes by another name, which leads to it, and the first keeps its own', async () => {
  const [one, other] = [await lan.machine(), await lan.machine()];
  const first = await lan.serves(one, at('first'));
  assert.deepEqual(await first.named(), ['http://parlor.local:8787/']);
  const second = await lan.serves(other, at('second'), '--tls', 'auto');
  assert.deepEqual(await second.named(), ['https://parlor-2.local:8787/', 'http://parlor-2.local:8787/']);
  assert.match(second.said, /^By name, since parlor\.local is another's:$/m);
  assert.deepEqual(await neighbour.resolves('parlor-2.local'), [other.address]);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [one.address]);
  for (const name of ['Parlor (2)._http._tcp.local.', 'Parlor (2)._https._tcp.local.']) {
    const { host, addresses } = await neighbour.describes(name);
    assert.deepEqual([host, addresses], ['parlor-2.local.', [other.address]], name);
  }
  const { host, addresses } = await neighbour.describes(HTTP);
  assert.deepEqual([host, addresses], ['parlor.local.', [one.address]]);
  assert.match(second.announcement.found, /at parlor-2\.local, since parlor\.local is another's/);
  const shown = () => other.run('sh', '-c', 'openssl s_client -connect 127.0.0.1:8787 </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName');
  await eventually(() => /DNS:parlor-2\.local/.test(shown()), 'the name in the certificate');
  const { status } = await device.asks('https://parlor-2.local:8787/healthz', other.address);
  assert.equal(status, 200);
});

test('a server goes by the name that was asked for, and by what people call their space', async () => {
  const parlor = await Parlor.open();
  try {
    await parlor.call(parlor.owner.token, 'PATCH', '/admin/settings', { serverName: 'St. John\'s Harbour' });
    await parlor.stop();
    const machine = await lan.machine();
    const server = await lan.serves(machine, parlor.directory, '--mdns-name', 'harbour.local', '--listen', '[::]:80');
    assert.deepEqual(await server.named(), ['http://harbour.local/']);
    const { host, port } = await neighbour.found('St. John\'s Harbour._http._tcp.local.');
    assert.deepEqual([host, port], ['harbour.local.', 80]);
    assert.deepEqual(await neighbour.resolves('harbour.local'), [machine.address]);
    assert.deepEqual(await neighbour.resolves6('harbour.local'), [machine.address6]);
    assert.deepEqual(await neighbour.resolves('parlor.local'), []);
    for (const address of [machine.address, `[${machine.address6}]`]) {
      assert.equal((await device.asks('http://harbour.local/healthz', address)).status, 200, address);
    }
    await server.end();
  } finally {
    await parlor.close();
  }
});

test('of two servers that start at the same moment each has a name of its own', async () => {
  const machines = [await lan.machine(), await lan.machine()];
  const servers = await Promise.all(machines.map((machine, index) => lan.serves(machine, at(`house ${index}`))));
  const names = await Promise.all(servers.map((server) => server.named().then(([url]) => new URL(url).hostname)));
  assert.deepEqual([...names].sort(), ['parlor-2.local', 'parlor.local']);
  for (const [index, name] of names.entries()) assert.deepEqual(await neighbour.resolves(name), [machines[index].address]);
});

test('two servers that went by one name on two networks part when these become one', async () => {
  const machines = [await lan.machine(), await lan.machine()];
  for (const machine of machines) machine.apart(true);
  const servers = [await lan.serves(machines[0], at('one')), await lan.serves(machines[1], at('other'))];
  for (const server of servers) assert.deepEqual(await server.named(), ['http://parlor.local:8787/']);
  for (const machine of machines) machine.apart(false);
  // Each hears what the other answers.
  await neighbour.resolves('parlor.local');
  const renamed = await Promise.any(servers.map(async (server) => [await server.named(1), server]));
  assert.deepEqual(renamed[0], ['http://parlor-2.local:8787/']);
  const at2 = machines[servers.indexOf(renamed[1])];
  const [at1] = machines.filter((machine) => machine !== at2);
  await eventually(async () => (await neighbour.resolves('parlor.local')).join() === at1.address, 'one of that name');
  assert.deepEqual(await neighbour.resolves('parlor-2.local'), [at2.address]);
});

test('avahi is served beside on one machine, and what it has on another is not taken from it', async () => {
  const [one, other] = [await lan.machine(), await lan.machine()];
  await avahi(lan, one, place, 'nas');
  await avahi(lan, other, place, 'parlor');
  const server = await lan.serves(one, at('house'));
  assert.deepEqual(await server.named(), ['http://parlor-2.local:8787/']);
  assert.deepEqual(await neighbour.resolves('parlor-2.local'), [one.address]);
  assert.deepEqual(await neighbour.resolves('nas.local'), [one.address]);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [other.address]);
});

test('a server that was told not to, or that only its own machine reaches, says nothing to the network', async () => {
  const [silent, alone, loud] = [await lan.machine(), await lan.machine(), await lan.machine()];
  const servers = [await lan.serves(silent, at('silent'), '--no-mdns'), await lan.serves(alone, at('alone'), '--listen', '127.0.0.1:8787')];
  // By the time that a third one is found, either of them would have been too.
  const third = await lan.serves(loud, at('loud'));
  assert.deepEqual(await third.named(), ['http://parlor.local:8787/']);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [loud.address]);
  for (const server of servers) {
    assert.doesNotMatch(server.said, /By name/);
    assert.equal(server.announcement.state, 'note');
    await server.end();
  }
  await third.end();
  await neighbour.gone(HTTP);
  assert.deepEqual([await neighbour.packetsOf(silent), await neighbour.packetsOf(alone)], [0, 0]);
  assert.ok((await neighbour.packetsOf(loud)) > 0);
});

test('a server whose port for it another program keeps to itself says so once, and is announced when that has gone', async () => {
  const machine = await lan.machine();
  const script = 'import socket, sys; taken = socket.socket(type=socket.SOCK_DGRAM); taken.bind(("", 5353)); print("taken", flush=True); sys.stdin.read()';
  const other = lan.runs(machine, 'python3', '-c', script);
  await other.says((said) => said.includes('taken'), 'the port being taken');
  const server = await lan.serves(machine, at('house'));
  await server.says((said) => /WARN.*not announced on the local network.*Address already in use/.test(said), 'a word about it');
  assert.match(server.announcement.found, /not announced \(Address already in use/);
  await other.end();
  assert.deepEqual(await server.named(), ['http://parlor.local:8787/']);
  assert.equal(server.said.match(/not announced/g).length, 1);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [machine.address]);
});

test('a server that starts without a network is announced once there is one, and not on a bridge of containers', async () => {
  const machine = await lan.machine({ plugged: false });
  machine.run('ip', 'link', 'add', 'docker0', 'type', 'bridge');
  machine.run('ip', 'address', 'add', '172.17.0.1/16', 'dev', 'docker0');
  machine.run('ip', 'link', 'set', 'docker0', 'up');
  const server = await lan.serves(machine, at('house'));
  await server.says((said) => said.includes('there is no network to announce this server on'), 'a word about it');
  assert.match(server.announcement.found, /no network/);
  assert.deepEqual(server.verb('urls').urls, ['http://127.0.0.1:8787']);
  machine.plug();
  assert.deepEqual(await server.named(), ['http://parlor.local:8787/']);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [machine.address]);
});

test('a server that comes to a network where its name is taken goes by another one, also in its certificate', async () => {
  const [one, other] = [await lan.machine(), await lan.machine()];
  const moved = await lan.serves(one, at('moved'), '--tls', 'auto');
  await moved.named();
  one.cable('down');
  await eventually(() => /no network/.test(moved.announcement.found), 'the cable being out');
  const settled = await lan.serves(other, at('settled'));
  assert.deepEqual(await settled.named(), ['http://parlor.local:8787/']);
  one.cable('up');
  assert.deepEqual(await moved.named(1), ['https://parlor-2.local:8787/', 'http://parlor-2.local:8787/']);
  assert.deepEqual(await neighbour.resolves('parlor-2.local'), [one.address]);
  assert.deepEqual(await neighbour.resolves('parlor.local'), [other.address]);
  const shown = () => one.run('sh', '-c', 'openssl s_client -connect 127.0.0.1:8787 </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName');
  await eventually(() => /DNS:parlor-2\.local/.test(shown()), 'the name in the certificate');
});
