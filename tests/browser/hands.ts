// What is made through the API where the page is not the point: people, conversations, and what others say.

import { eachInItsOwn, type Parlor } from './parlor.ts';
import type { Person } from './people.ts';

export const PASSWORD = 'a lamp in the window';

interface SignedIn {
  token: string;
  user: { _id: string; username: string; displayName: string };
}

export interface Stored {
  _id: string;
  seq: number;
  content: string;
  sender: { _id: string };
}

export class Hands {
  readonly parlor: Parlor;
  readonly token: string;
  readonly user: SignedIn['user'];

  private constructor(parlor: Parlor, { token, user }: SignedIn) {
    this.parlor = parlor;
    this.token = token;
    this.user = user;
  }

  static async ofFirst(parlor: Parlor, username: string, displayName = username): Promise<Hands> {
    const setupCode = new URL(parlor.setupLink).hash.split('code=')[1];
    return new Hands(parlor, await call<SignedIn>(parlor, 'POST', '/setup', { setupCode, username, displayName, password: PASSWORD }));
  }

  static async of(parlor: Parlor, username: string, displayName = username): Promise<Hands> {
    return new Hands(parlor, await call<SignedIn>(parlor, 'POST', '/auth/register', { username, displayName, password: PASSWORD }));
  }

  /** The same person on another device. */
  async again(): Promise<Hands> {
    return new Hands(this.parlor, await call<SignedIn>(this.parlor, 'POST', '/auth/login', { username: this.user.username, password: PASSWORD }));
  }

  do<T>(method: string, path: string, body?: unknown): Promise<T> {
    return call<T>(this.parlor, method, path, body, this.token);
  }

  async directWith(other: Hands): Promise<string> {
    const { _id } = await this.do<{ _id: string }>('POST', '/conversations', { type: 'direct', participantIds: [other.user._id] });
    return _id;
  }

  async group(name: string, others: Hands[]): Promise<string> {
    const participantIds = others.map((each) => each.user._id);
    const { _id } = await this.do<{ _id: string }>('POST', '/conversations', { type: 'group', name, participantIds });
    return _id;
  }

  say(conversation: string, content: string, more: object = {}): Promise<Stored> {
    return this.do<Stored>('POST', `/conversations/${conversation}/messages`, { content, ...more });
  }

  /** `count` messages, "word 1" first. */
  async sayMany(conversation: string, count: number, word = 'line'): Promise<Stored[]> {
    const said: Stored[] = [];
    for (let n = 1; n <= count; n += 1) said.push(await this.say(conversation, `${word} ${n}`));
    return said;
  }

  /** The whole of a conversation, oldest first. */
  async everything(conversation: string): Promise<Stored[]> {
    let all: Stored[] = [];
    for (;;) {
      const before = all[0] ? `&before=${all[0]._id}` : '';
      const { messages, hasBefore } = await this.do<{ messages: Stored[]; hasBefore: boolean }>('GET', `/conversations/${conversation}/messages?limit=200${before}`);
      all = [...messages, ...all];
      if (!hasBefore) return all;
    }
  }

  /** Opens the page of a person as these hands' owner, in a conversation or at the list. */
  async sit(person: Person, conversation?: string): Promise<void> {
    await person.page.goto(`${this.parlor.address}/api/info`);
    await person.page.evaluate((token) => localStorage.setItem('token', token), this.token);
    await person.page.goto(`${this.parlor.address}${conversation ? `/c/${conversation}` : '/'}`);
  }
}

/** Before each test Ann, who looks after the house, and Bo are in it. */
export function eachWithTheLindqvists(begin: (parlor: Parlor, ann: Hands, bo: Hands) => unknown): void {
  eachInItsOwn(async (parlor) => begin(parlor, await Hands.ofFirst(parlor, 'ann', 'Ann Lindqvist'), await Hands.of(parlor, 'bo', 'Bo Lindqvist')));
}

/** The two with a conversation between them, where a test has begun already. */
export async function pair(parlor: Parlor): Promise<{ anna: Hands; boH: Hands; direct: string }> {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  return { anna, boH, direct: await anna.directWith(boH) };
}

async function call<T>(parlor: Parlor, method: string, path: string, body?: unknown, token?: string): Promise<T> {
  const answer = await fetch(`${parlor.address}/api${path}`, {
    method,
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const said = (await answer.json().catch(() => null)) as T & { message?: string };
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said?.message ?? ''}`);
  return said;
}
