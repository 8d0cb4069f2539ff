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

/** Milliseconds after which a browser that does not answer counts as one that has none to give. */
const PATIENCE = 2_000;

/** Whose it is: another one whenever it is opened, so that what is still being read for the one before comes to nobody. */
interface Owner {
  id: string;
  database: Promise<IDBDatabase | null> | null;
}

let owner: Owner | null = null;

function connect(name: string, lost: () => void = () => undefined): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    if (!globalThis.indexedDB) return resolve(null);
    const request = indexedDB.open(name, EDITION);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const table of TABLES) if (!there.contains(table)) request.result.createObjectStore(table);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      // Another tab signs out, or a newer page needs another shape.
      request.result.onversionchange = () => {
        request.result.close();
        lost();
      };
      // The browser took it away, as when somebody clears what it keeps.
      request.result.onclose = lost;
      resolve(request.result);
    };
  });
}

/** The database of this owner. One that is lost is opened anew by whoever needs it next, one that comes late is used from then on. */
function databaseOf(mine: Owner | null): Promise<IDBDatabase | null> {
  if (!mine) return Promise.resolve(null);
  mine.database ??= new Promise((resolve) => {
    const none = () => resolve(null);
    const timer = setTimeout(none, PATIENCE);
    connect(nameFor(mine.id), () => (mine.database = null))
      .then((database) => {
        clearTimeout(timer);
        if (owner !== mine) database?.close();
        else mine.database = Promise.resolve(database);
        resolve(owner === mine ? database : null);
      })
      .catch(none);
  });
  return mine.database;
}

/** Opens what this person keeps here. */
export function openStore(id: string): void {
  if (owner?.id === id) return;
  closeStore();
  owner = { id, database: null };
  void databaseOf(owner);
}

export function closeStore(): void {
  void owner?.database?.then((database) => database?.close());
  owner = null;
}

/** Everything in a table, by key. */
export async function readAll<Value>(table: Table): Promise<Map<string, Value>> {
  const mine = owner;
  const database = await databaseOf(mine);
  if (!database) return new Map();
  return new Promise((resolve) => {
    const nothing = () => resolve(new Map());
    try {
      const transaction = database.transaction(table, 'readonly');
      const keys = transaction.objectStore(table).getAllKeys();
      const values = transaction.objectStore(table).getAll();
      transaction.oncomplete = () => (mine === owner ? resolve(new Map(keys.result.map((key, at) => [String(key), values.result[at] as Value]))) : nothing());
      transaction.onabort = nothing;
    } catch {
      nothing();
    }
  });
}

/** Makes these changes together or not at all. False: they are not kept. `sure` waits for the disk.
 *  Of somebody who is gone by then, nothing is left to be kept. */
export async function write(changes: readonly Change[], sure = false): Promise<boolean> {
  const mine = owner;
  const database = await databaseOf(mine);
  if (!database) return mine !== owner;
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
      transaction.onabort = () => resolve(mine !== owner);
    } catch {
      resolve(mine !== owner);
    }
  });
}

/** Forgets all that was shown to this person; what they wrote themselves stays. */
export async function clearShown(id: string): Promise<void> {
  const database = await connect(nameFor(id)).catch(() => null);
  if (!database) return;
  const transaction = database.transaction('shown', 'readwrite');
  transaction.objectStore('shown').clear();
  // It waits for what has begun.
  database.close();
}

/** Nothing of this person stays in this browser. */
export function eraseStore(id: string): void {
  if (owner?.id === id) closeStore();
  try {
    indexedDB.deleteDatabase(nameFor(id));
  } catch {
    // There is none.
  }
}
