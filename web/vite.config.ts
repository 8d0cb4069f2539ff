// How the page is built: hashed files, nothing inline, and each text file compressed beside itself.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Makes `name.br` and `name.gz` of every text file, once, so that the server never compresses; it unpacks for who takes neither. */
function precompress(): Plugin {
  let dist = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (config) => void (dist = config.build.outDir),
    closeBundle() {
      for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(css|html|js|json|svg|webmanifest)$/.test(name)) continue;
        const path = join(dist, name);
        const bytes = readFileSync(path);
        const brotli = brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        });
        writeFileSync(`${path}.br`, brotli);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        rmSync(path);
      }
    },
  };
}

/** Tells the service worker which files the page is made of. */
function shell(): Plugin {
  let dist = '';
  return {
    name: 'shell',
    apply: 'build',
    configResolved: (config) => void (dist = config.build.outDir),
    closeBundle() {
      const worker = join(dist, 'sw.js');
      const files = readdirSync(join(dist, 'assets')).filter((name) => !/\.(br|gz)$/.test(name) && !name.startsWith('docs-'));
      const list = [...files.map((name) => `/assets/${name}`), '/manifest.webmanifest', '/icons/192.png'];
      writeFileSync(worker, readFileSync(worker, 'utf8').replace('/* files */', list.map((path) => `'${path}'`).join(', ')));
    },
  };
}

/** A script that runs before the first paint, so that no other theme flashes; inline it would be forbidden. */
function firstPaint(): Plugin {
  const source = readFileSync(new URL('src/first-paint.js', import.meta.url), 'utf8');
  const name = `assets/first-paint-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  let built = false;
  return {
    name: 'first-paint',
    configResolved: ({ command }) => void (built = command === 'build'),
    buildStart() {
      if (built) this.emitFile({ type: 'asset', fileName: name, source });
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: built ? `/${name}` : '/src/first-paint.js' }, injectTo: 'head' }],
  };
}

export default defineConfig({
  plugins: [shell(), precompress(), firstPaint()],
  build: {
    target: ['safari15.4', 'chrome109', 'firefox115'],
    emptyOutDir: true,
    // The content security policy allows no inline anything, so nothing may become a data address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: ['index.html', 'docs.html'] },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } },
  },
});
