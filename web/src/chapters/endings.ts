// The chapter of endings: sessions that somebody signed out of. The server is told as soon as it hears us, be it at the next start.

import { api, CallError } from '../api.ts';
import { kept } from '../lib/storage.ts';
import { expired } from '../lib/token.ts';

const KEY = 'to end';
/** Milliseconds. */
const AGAIN = 5_000;

/** Tokens, as this tab knows them: the browser may keep none. */
const open = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function read(): string[] {
  try {
    const found: unknown = JSON.parse(kept.read(KEY) ?? '[]');
    return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

const write = (tokens: string[]): void => kept.write(KEY, tokens.length > 0 ? JSON.stringify(tokens) : null);

export function endSession(token: string): void {
  open.add(token);
  write([...read(), token]);
  void endSessions();
}

/** Ends those that are still open, now or whenever the server can be reached. */
export async function endSessions(): Promise<void> {
  clearTimeout(timer);
  for (const token of read()) open.add(token);
  for (const token of [...open]) {
    if (!expired(token) && !(await over(token))) continue;
    open.delete(token);
    write(read().filter((each) => each !== token));
  }
  clearTimeout(timer);
  if (open.size > 0) timer = setTimeout(() => void endSessions(), AGAIN);
}

const over = (token: string): Promise<boolean> =>
  api.logout(token).then(
    () => true,
    (error: unknown) => error instanceof CallError && error.failure?.code === 'unauthorized',
  );
