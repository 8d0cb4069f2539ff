// What one person keeps in this browser, in an IndexedDB of their own: drafts and the files beside them, what waits to be sent, and
// what was shown last.
// Where a browser has none to give (some private windows), everything works and nothing is kept.

const TABLES = ['drafts', 'outbox', 'shown', 'files'] as const;
export type Table = (typeof TABLES)[number];

/** One change: a value under a key, or nothing under it any more. */
export type Change = [table: Table, key: string, value?: unknown];

/** One more whenever there is another table. */
const EDITION = 2;

const nameFor = (user: string): string => `parlor ${user}`;

let user = '';
let opening: Promise<IDBDatabase | null> = Promise.resolve(null);

function connect(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    if (!globalThis.indexedDB) return resolve(null);
    const request = indexedDB.open(name, EDITION);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const table of TABLES) if (!there.contains(table)) request.result.createObjectStore(table);
    };
    request.onerror = () => resolve(null);
    request.onsuccess = () => {
      // Another tab signs out, or a newer page needs another shape.
      request.result.onversionchange = () => request.result.close();
      // The browser took it away, as when somebody clears what it keeps: what comes from now on is kept in a new one.
      request.result.onclose = () => {
        if (name === nameFor(user)) opening = connect(name);
      };
      resolve(request.result);
    };
  });
}

/** Opens what this person keeps here. */
export function openStore(id: string): void {
  if (user === id) return;
  closeStore();
  user = id;
  opening = connect(nameFor(id)).catch(() => null);
}

export function closeStore(): void {
  void opening.then((database) => database?.close());
  user = '';
  opening = Promise.resolve(null);
}

/** Everything in a table, by key. */
export async function readAll<Value>(table: Table): Promise<Map<string, Value>> {
  const database = await opening;
  if (!database) return new Map();
  return new Promise((resolve) => {
    const nothing = () => resolve(new Map());
    try {
      const transaction = database.transaction(table, 'readonly');
      const keys = transaction.objectStore(table).getAllKeys();
      const values = transaction.objectStore(table).getAll();
      transaction.oncomplete = () => resolve(new Map(keys.result.map((key, at) => [String(key), values.result[at] as Value])));
      transaction.onabort = nothing;
    } catch {
      nothing();
    }
  });
}

/** Makes these changes together or not at all. False: they are not kept. `sure` waits for the disk. */
export async function write(changes: readonly Change[], sure = false): Promise<boolean> {
  const database = await opening;
  if (!database) return false;
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(TABLES, 'readwrite', { durability: sure ? 'strict' : 'relaxed' });
      for (const [table, key, value] of changes) {
        const store = transaction.objectStore(table);
        if (value === undefined) store.delete(key);
        else store.put(value, key);
      }
      // Without waiting for us, so that a page that goes away has still written.
      transaction.commit();
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}

/** Forgets all that was shown to this person; what they wrote themselves stays. */
export async function clearShown(): Promise<void> {
  const shown = await readAll('shown');
  await write([...shown.keys()].map((key) => ['shown', key]));
}

/** Nothing of this person stays in this browser. */
export async function eraseStore(id: string): Promise<void> {
  if (user === id) closeStore();
  await new Promise((done) => {
    if (!globalThis.indexedDB) return done(null);
    const request = indexedDB.deleteDatabase(nameFor(id));
    request.onsuccess = done;
    request.onerror = done;
  });
}
