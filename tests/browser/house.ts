// A house that is lived in already: accounts, conversations and messages made through the API, where making them is not the point.

import type { Browser, BrowserContextOptions } from '@playwright/test';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

const PASSWORD = 'a lamp in the window';

/** A phone as Playwright draws one. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

interface Thing {
  _id: string;
}

export interface Stored {
  _id: string;
  fileUrl: string;
  fileName: string;
  thumbnailUrl?: string;
}

/** Before each test Ann, who looks after the house, and Bo are in it. */
export function eachWithAnnAndBo(begin: (parlor: Parlor, ann: Account, bo: Account) => unknown): void {
  eachInItsOwn(async (parlor) => begin(parlor, await Account.setUp(parlor, 'Ann Lindqvist', 'ann'), await Account.register(parlor, 'Bo Berg', 'bo')));
}

/** Somebody with an account, speaking to the server as a script does. */
export class Account {
  readonly address: string;
  readonly token: string;
  readonly id: string;

  private constructor(address: string, token: string, id: string) {
    this.address = address;
    this.token = token;
    this.id = id;
  }

  static async setUp(parlor: Parlor, displayName: string, username: string): Promise<Account> {
    const setupCode = /code=([\w-]+)/.exec(parlor.setupLink)?.[1];
    return Account.#from(parlor.address, '/api/setup', { setupCode, username, displayName, password: PASSWORD });
  }

  static async register(parlor: Parlor, displayName: string, username: string): Promise<Account> {
    return Account.#from(parlor.address, '/api/auth/register', { username, displayName, password: PASSWORD });
  }

  static async #from(address: string, path: string, body: object): Promise<Account> {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    const { token, user } = (await answer.json()) as { token: string; user: Thing };
    return new Account(address, token, user._id);
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const raw = body instanceof Uint8Array;
    const headers = { Authorization: `Bearer ${this.token}`, ...(raw || body === undefined ? {} : { 'Content-Type': 'application/json' }) };
    const answer = await fetch(`${this.address}/api${path}`, { method, headers, body: raw ? body : JSON.stringify(body) });
    const text = await answer.text();
    // As a polite script does: it comes back when it is told to.
    if (answer.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get('Retry-After') ?? 1) * 1_000));
      return this.call<T>(method, path, body);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text === '' ? 'null' : text) as T;
  }

  /** Answers the conversation's id. */
  async talkTo(other: Account): Promise<string> {
    return (await this.call<Thing>('POST', '/conversations', { type: 'direct', participantIds: [other.id] }))._id;
  }

  async gather(name: string, others: readonly Account[]): Promise<string> {
    return (await this.call<Thing>('POST', '/conversations', { type: 'group', name, participantIds: others.map(({ id }) => id) }))._id;
  }

  /** Answers the message's id. */
  async say(conversation: string, content: string, more: object = {}): Promise<string> {
    return (await this.call<Thing>('POST', `/conversations/${conversation}/messages`, { content, ...more }))._id;
  }

  async upload(name: string, bytes: Uint8Array): Promise<Stored> {
    return this.call<Stored>('POST', `/files?name=${encodeURIComponent(name)}`, bytes);
  }

  /** With a file; a picture where the server could read one. */
  async show(conversation: string, name: string, bytes: Uint8Array, content = ''): Promise<string> {
    const { fileUrl, thumbnailUrl } = await this.upload(name, bytes);
    return this.say(conversation, content, { fileUrl, fileName: name, type: thumbnailUrl ? 'image' : 'file' });
  }

  /** Opens the page as this person, in a conversation or at the list. */
  async visit(browser: Browser, conversation?: string, device: BrowserContextOptions = {}): Promise<Person> {
    const person = await Person.at(browser, device);
    await person.page.addInitScript((token) => {
      if (sessionStorage.getItem('visited')) return;
      sessionStorage.setItem('visited', 'yes');
      localStorage.setItem('token', token);
    }, this.token);
    await person.page.goto(`${this.address}${conversation ? `/c/${conversation}` : '/'}`);
    return person;
  }
}
