// Every call of the HTTP side, typed. The only fetch in the client, and the only XMLHttpRequest: no other tells how far a file has come.

import type {
  Conversation,
  ConversationId,
  Conversations,
  CreateConversation,
  Failure,
  FileInfo,
  FileToken,
  History,
  Info,
  Login,
  MessageId,
  Register,
  Setup,
  SignedIn,
  User,
  UserId,
  Users,
} from './protocol.ts';
import { t } from './locales/index.ts';
import { token } from './state/session.ts';

/** A call that did not do what was asked; `failure` is null where no server answered. */
export class CallError extends Error {
  readonly failure: Failure | null;

  constructor(failure: Failure | null, message: string) {
    super(failure?.message ?? message);
    this.failure = failure;
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token.peek()) headers.Authorization = `Bearer ${token.peek()}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`/api${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new CallError(null, t.errors.unreachable);
  }
  return understood<T>(response.ok, await response.text());
}

function understood<T>(ok: boolean, text: string): T {
  let answer: unknown = null;
  try {
    answer = text === '' ? null : JSON.parse(text);
  } catch {
    throw new CallError(null, t.errors.odd);
  }
  if (!ok) {
    const failure = answer as Failure | null;
    throw new CallError(failure?.code ? failure : null, t.errors.odd);
  }
  return answer as T;
}

/** A file on its way; `stop` makes `done` never settle. */
export interface Sending {
  done: Promise<FileInfo>;
  stop: () => void;
}

/** `progress` hears the part that has left, 0 to 1. */
function upload(file: File, progress: (part: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<FileInfo>((resolve, reject) => {
    request.open('POST', `/api/files${query({ name: file.name })}`);
    request.setRequestHeader('Authorization', `Bearer ${token.peek() ?? ''}`);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new CallError(null, t.errors.unreachable));
    request.onload = () => {
      try {
        resolve(understood(request.status >= 200 && request.status < 300, request.responseText));
      } catch (error) {
        reject(error as CallError);
      }
    };
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

/** Where a page of history begins or ends. */
export interface PageOf {
  before?: MessageId;
  after?: MessageId;
  around?: MessageId;
  limit?: number;
}

const query = (parameters: object): string => {
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
};

export const api = {
  info: () => call<Info>('GET', '/info'),
  setup: (body: Setup) => call<SignedIn>('POST', '/setup', body),
  register: (body: Register) => call<SignedIn>('POST', '/auth/register', body),
  login: (body: Login) => call<SignedIn>('POST', '/auth/login', body),
  refresh: () => call<SignedIn>('POST', '/auth/refresh'),
  logout: () => call<unknown>('POST', '/auth/logout'),
  me: () => call<User>('GET', '/users/me'),
  user: (id: UserId) => call<User>('GET', `/users/${encodeURIComponent(id)}`),
  users: (words: string) => call<Users>('GET', `/users${query({ query: words })}`),
  conversations: () => call<Conversations>('GET', '/conversations'),
  createConversation: (body: CreateConversation) => call<Conversation>('POST', '/conversations', body),
  upload,
  fileToken: () => call<FileToken>('POST', '/files/token'),
  history: (id: ConversationId, page: PageOf) => call<History>('GET', `/conversations/${encodeURIComponent(id)}/messages${query(page)}`),
};
