// A disk that promises no more than POSIX does, and what it may hold when the power goes.

import { dirname } from 'node:path';

/** What a disk writes whole or not at all. Bytes. */
const SECTOR = 512;

/** Bytes that grow. */
class Bytes {
  #room;
  #length;

  constructor(bytes = Buffer.alloc(0)) {
    this.#room = Buffer.from(bytes);
    this.#length = bytes.length;
  }

  get all() {
    return this.#room.subarray(0, this.#length);
  }

  #resize(length) {
    if (length > this.#room.length) {
      const room = Buffer.alloc(length * 2);
      this.all.copy(room);
      this.#room = room;
    }
    if (length < this.#length) this.#room.fill(0, length, this.#length);
    this.#length = length;
  }

  take({ size, offset, bytes }) {
    if (size !== undefined) return this.#resize(size);
    this.#resize(Math.max(this.#length, offset + bytes.length));
    bytes.copy(this.#room, offset);
  }
}

/** A file: the bytes that a sync has made safe, and the changes since, of which anything may be lost. */
class File {
  safe = new Bytes();
  waiting = [];
  /** As programs see it. */
  size = 0;

  change(change) {
    this.waiting.push(change);
    this.size = change.size ?? Math.max(this.size, change.offset + change.bytes.length);
  }

  /** Whatever waits at the start of a sync is safe at its end. Where that failed, the system forgets to write it ever again. */
  synced(changes, good) {
    for (const change of changes) {
      if (good && !change.forgotten) this.safe.take(change);
      change.forgotten = true;
    }
    if (good) this.waiting = this.waiting.filter(({ forgotten }) => !forgotten);
  }
}

/** How much of what waits has reached the disk, by the fate that it meets. */
const FATES = {
  /** Nothing. */
  lost: () => () => [],
  /** All but the second half of the last write of each file. */
  torn: () => (change, index, waiting) =>
    change.bytes && index === waiting.length - 1 ? [{ ...change, bytes: change.bytes.subarray(0, change.bytes.length / 2) }] : [change],
  /** Any of it, in any order: sector by sector, as chance will have it. */
  scattered: (chance) => (change) => {
    if (!change.bytes) return chance() ? [change] : [];
    const parts = [];
    for (let from = 0; from < change.bytes.length; from += SECTOR) {
      if (chance()) parts.push({ offset: change.offset + from, bytes: change.bytes.subarray(from, from + SECTOR) });
    }
    return parts;
  },
};

/** The same chances every time: a linear congruential generator. */
function chances(seed) {
  let state = BigInt(seed) + 1n;
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) & 0xffff_ffff_ffff_ffffn;
    return state >> 63n === 1n;
  };
}

export class Disk {
  /** What has which name: as programs see it, and as a sync of the directory has made it safe. */
  #names = new Map();
  #safeNames = new Map();
  /** Changes of names, each with the directory whose sync makes it safe. */
  #waiting = [];
  #syncs = new Map();
  #root;

  /** `root` was there before, and empty. */
  constructor(root) {
    this.#root = root;
    for (const names of [this.#names, this.#safeNames]) names.set(root, null);
  }

  /** Carries out one event of a trace. */
  take(event) {
    const { kind, path } = event;
    const file = this.#names.get(path);
    switch (kind) {
      case 'create': {
        if (file) return event.truncated && file.change({ size: 0 });
        const made = new File();
        return this.#rename(path, (names) => names.set(path, made));
      }
      case 'mkdir':
        return this.#rename(path, (names) => names.set(path, null));
      case 'unlink':
        return this.#rename(path, (names) => names.delete(path));
      case 'rename':
        return this.#rename(path, (names) => names.set(event.to, file).delete(path));
      case 'write':
        return file.change({ offset: event.offset ?? file.size, bytes: event.bytes });
      case 'truncate':
        return file.change({ size: event.size });
      case 'syncing':
        return this.#syncs.set(event.sync, file ? [...file.waiting] : this.#waiting.filter(({ directory }) => directory === path));
      case 'synced':
        return this.#synced(file, this.#syncs.get(event.sync), event.good);
    }
  }

  #rename(path, change) {
    change(this.#names);
    this.#waiting.push({ directory: dirname(path), change });
  }

  #synced(file, changes, good) {
    if (file) return file.synced(changes, good);
    if (!good) return;
    for (const { change } of changes) change(this.#safeNames);
    this.#waiting = this.#waiting.filter((one) => !changes.includes(one));
  }

  /** The files that are there after a power cut now, `{ path: bytes }`. */
  after(fate, seed = 0) {
    const chance = chances(seed);
    const keeps = FATES[fate](chance);
    const names = new Map(this.#safeNames);
    // Names change in order, one by one: how many of those that wait have come to pass?
    const kept = { lost: 0, torn: this.#waiting.length, scattered: this.#waiting.filter(chance).length }[fate];
    for (const { change } of this.#waiting.slice(0, kept)) change(names);
    const reached = (path) => names.has(path) && (path === this.#root || reached(dirname(path)));
    const files = {};
    for (const [path, file] of names) {
      if (!file || !reached(path)) continue;
      const bytes = new Bytes(file.safe.all);
      for (const change of file.waiting.flatMap(keeps)) bytes.take(change);
      files[path] = bytes.all;
    }
    return files;
  }
}
