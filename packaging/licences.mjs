// Prints the licences of everything that is linked into the program: its libraries, and those of the web client within it.
// node packaging/licences.mjs

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Crates that the program is linked with on this machine's system; not those that build or test it. */
function crates() {
  const host = /host: (.+)/.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' }))[1];
  const words = ['metadata', '--format-version', '1', '--locked', '--filter-platform', host];
  const { packages, resolve } = JSON.parse(execFileSync('cargo', words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const [found, queue] = [new Set(), [resolve.root]];
  for (const id of queue) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (found.has(pkg) || !dep_kinds.some(({ kind }) => kind === null)) continue;
      found.add(pkg);
      queue.push(pkg);
    }
  }
  const linked = packages.filter(({ id }) => found.has(id));
  return linked.map(({ name, version, license, manifest_path }) => ({ name, version, license, directory: dirname(manifest_path) }));
}

/** Packages of the web client that a browser gets. */
function modules() {
  const lock = JSON.parse(readFileSync(join(root, 'web/package-lock.json'), 'utf8'));
  const used = Object.entries(lock.packages).filter(([path, { dev }]) => path && !dev);
  return used.map(([path, { version, license }]) => ({ name: path.replace(/.*node_modules\//, ''), version, license, directory: join(root, 'web', path) }));
}

const isText = (name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name) && !/\.(rs|json|html)$/i.test(name);
const texts = new Map();
for (const { name, version, license, directory } of [...crates(), ...modules()]) {
  const who = `${name} ${version} (${license ?? 'see below'})`;
  const names = existsSync(directory) ? readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile() && isText(entry.name)) : [];
  const found = names.map((entry) => readFileSync(join(directory, entry.name), 'utf8').replaceAll('\r', '').trim());
  for (const text of found.length ? found : ['It comes without a text of its own.']) texts.set(text, [...(texts.get(text) ?? []), who]);
}
for (const [text, who] of texts) console.log(`${'='.repeat(78)}\n${who.join('\n')}\n\n${text}\n`);
