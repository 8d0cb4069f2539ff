// The page without a line: its own files, kept as they were built, and nothing that anybody wrote. The build puts the names of the
// files between the brackets, so that every build is another worker.

const FILES = [/* files */];
const SHELL = `shell ${FILES.filter((file) => file.endsWith('.js')).join(' ')}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(['/', ...FILES])));
});

// Only once no page of the last build is open any more: that one still needs its files.
self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name !== SHELL).map((name) => caches.delete(name));
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names)))
      .then(() => self.clients.claim()),
  );
});

const kept = async (request) => (await caches.open(SHELL)).match(request);

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (pathname.startsWith('/api/') || pathname.startsWith('/socket.io/')) return;
  if (request.mode === 'navigate') {
    // The server's own page is the newest; without a server the kept one does.
    if (!pathname.startsWith('/docs') && !pathname.startsWith('/install')) event.respondWith(fetch(request).catch(async () => (await kept('/')) ?? Response.error()));
  } else if (FILES.includes(pathname)) {
    event.respondWith(kept(request).then((file) => file ?? fetch(request)));
  }
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.conversation));
});

/** Leads to a conversation in a tab that is open, or in a new one. */
async function show(conversation) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ focused }) => focused) ?? pages[0];
  if (!page) return self.clients.openWindow(`/c/${conversation}`);
  page.postMessage({ open: conversation });
  return page.focus().catch(() => undefined);
}
