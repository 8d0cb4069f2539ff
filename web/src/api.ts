// Every call of the HTTP side, typed. The only fetch in the client, and the only XMLHttpRequest: no other tells how far a file has come.

import type {
  AdminUser,
  AdminUsers,
  Audit,
  Bots,
  BotTokens,
  ChangePassword,
  Channels,
  Conversation,
  ConversationId,
  Conversations,
  CreateBot,
  CreateConversation,
  CreateHook,
  CreateInvite,
  CreateWebhook,
  Devices,
  EditConversation,
  EditProfile,
  EditServerSettings,
  EditUser,
  EditWebhook,
  Failure,
  FileInfo,
  FileToken,
  Found,
  History,
  HookId,
  Hooks,
  Info,
  Invitation,
  Invite,
  Invites,
  Login,
  MessageId,
  NewBotToken,
  NewHook,
  NewWebhook,
  NotificationLevel,
  Participants,
  Pins,
  Register,
  Reset,
  ResetLink,
  Role,
  ServerSettings,
  SessionId,
  Setup,
  SignedIn,
  Stats,
  User,
  UserId,
  Users,
  Webhook,
  WebhookId,
  Webhooks,
  WebhookTest,
} from './protocol.ts';
import { t } from './locales/index.ts';
import { token, turn } from './state/session.ts';

/** A call that did not do what was asked; `failure` is null where no server answered. */
export class CallError extends Error {
  readonly failure: Failure | null;

  constructor(failure: Failure | null, message: string) {
    super(failure?.message ?? message);
    this.failure = failure;
  }
}

/** What is asked for somebody is answered to them alone: where they are gone when the answer comes, it comes to nobody. */
function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const mine = turn();
  return new Promise((resolve, reject) => {
    request<T>(token.peek(), method, path, body).then(
      (answer) => turn() === mine && resolve(answer),
      (error: unknown) => turn() === mine && reject(error),
    );
  });
}

async function request<T>(as: string | null, method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (as) headers.Authorization = `Bearer ${as}`;
  const bytes = body instanceof Blob;
  if (body !== undefined && !bytes) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(`/api${path}`, { method, headers, body: body === undefined ? null : bytes ? body : JSON.stringify(body) });
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

/** What is looked for, as the server's operators have it. */
export interface Question {
  q?: string;
  in?: ConversationId;
  has?: 'file' | 'image' | 'link';
  limit?: number;
  cursor?: MessageId;
}

const at = (...parts: string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

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
  /** Whoever is here meanwhile. */
  logout: (as: string) => request<unknown>(as, 'POST', '/auth/logout'),
  me: () => call<User>('GET', '/users/me'),
  user: (id: UserId) => call<User>('GET', `/users/${encodeURIComponent(id)}`),
  users: (words: string) => call<Users>('GET', `/users${query({ query: words })}`),
  conversations: () => call<Conversations>('GET', '/conversations'),
  createConversation: (body: CreateConversation) => call<Conversation>('POST', '/conversations', body),
  upload,
  fileToken: () => call<FileToken>('POST', '/files/token'),
  history: (id: ConversationId, page: PageOf) => call<History>('GET', `/conversations/${encodeURIComponent(id)}/messages${query(page)}`),
  conversation: (id: ConversationId) => call<Conversation>('GET', `/conversations${at(id)}`),
  editConversation: (id: ConversationId, body: EditConversation) => call<Conversation>('PATCH', `/conversations${at(id)}`, body),
  deleteConversation: (id: ConversationId) => call<null>('DELETE', `/conversations${at(id)}`),
  setRoomAvatar: (id: ConversationId, picture: Blob) => call<Conversation>('PUT', `/conversations${at(id)}/avatar`, picture),
  removeRoomAvatar: (id: ConversationId) => call<Conversation>('DELETE', `/conversations${at(id)}/avatar`),
  channels: () => call<Channels>('GET', '/channels'),
  join: (id: ConversationId) => call<Conversation>('POST', `/conversations${at(id)}/join`),
  leave: (id: ConversationId) => call<null>('POST', `/conversations${at(id)}/leave`),
  notify: (id: ConversationId, level: NotificationLevel) => call<Conversation>('PUT', `/conversations${at(id)}/notifications`, { level }),
  participants: (id: ConversationId) => call<Participants>('GET', `/conversations${at(id)}/participants`),
  bring: (id: ConversationId, userIds: UserId[]) => call<Conversation>('POST', `/conversations${at(id)}/participants`, { userIds }),
  expel: (id: ConversationId, user: UserId) => call<null>('DELETE', `/conversations${at(id)}/participants${at(user)}`),
  setRole: (id: ConversationId, user: UserId, role: Role) => call<Participants>('PATCH', `/conversations${at(id)}/participants${at(user)}`, { role }),
  pins: (id: ConversationId) => call<Pins>('GET', `/conversations${at(id)}/pins`),
  unpin: (id: MessageId) => call<null>('DELETE', `/messages${at(id)}/pin`),
  search: (question: Question) => call<Found>('GET', `/search${query(question)}`),

  editMe: (body: EditProfile) => call<User>('PATCH', '/users/me', body),
  setAvatar: (picture: Blob) => call<User>('PUT', '/users/me/avatar', picture),
  removeAvatar: () => call<User>('DELETE', '/users/me/avatar'),
  changePassword: (body: ChangePassword) => call<null>('PUT', '/auth/password', body),
  sessions: () => call<Devices>('GET', '/auth/sessions'),
  endSession: (id: SessionId) => call<null>('DELETE', `/auth/sessions${at(id)}`),
  reset: (body: Reset) => call<SignedIn>('POST', '/auth/reset', body),

  invites: () => call<Invites>('GET', '/invites'),
  invite: (body: CreateInvite) => call<Invite>('POST', '/invites', body),
  endInvite: (code: string) => call<null>('DELETE', `/invites${at(code)}`),
  invitation: (code: string) => call<Invitation>('GET', `/invites${at(code)}`),

  hooks: (id: ConversationId) => call<Hooks>('GET', `/conversations${at(id)}/hooks`),
  makeHook: (id: ConversationId, body: CreateHook) => call<NewHook>('POST', `/conversations${at(id)}/hooks`, body),
  deleteHook: (id: ConversationId, hook: HookId) => call<null>('DELETE', `/conversations${at(id)}/hooks${at(hook)}`),

  accounts: () => call<AdminUsers>('GET', '/admin/users'),
  editAccount: (id: UserId, body: EditUser) => call<AdminUser>('PATCH', `/admin/users${at(id)}`, body),
  resetLink: (id: UserId) => call<ResetLink>('POST', `/admin/users${at(id)}/reset`),
  sessionsOf: (id: UserId) => call<Devices>('GET', `/admin/users${at(id)}/sessions`),
  endSessionOf: (id: UserId, session: SessionId) => call<null>('DELETE', `/admin/users${at(id)}/sessions${at(session)}`),
  endSessionsOf: (id: UserId) => call<null>('DELETE', `/admin/users${at(id)}/sessions`),
  settings: () => call<ServerSettings>('GET', '/admin/settings'),
  editSettings: (body: EditServerSettings) => call<ServerSettings>('PATCH', '/admin/settings', body),
  stats: () => call<Stats>('GET', '/admin/stats'),
  audit: (before?: string) => call<Audit>('GET', `/admin/audit${query({ before })}`),
  bots: () => call<Bots>('GET', '/admin/bots'),
  makeBot: (body: CreateBot) => call<User>('POST', '/admin/bots', body),
  removeBot: (id: UserId) => call<null>('DELETE', `/admin/bots${at(id)}`),
  botTokens: (id: UserId) => call<BotTokens>('GET', `/admin/bots${at(id)}/tokens`),
  makeBotToken: (id: UserId, name: string) => call<NewBotToken>('POST', `/admin/bots${at(id)}/tokens`, { name }),
  endBotToken: (id: UserId, token: SessionId) => call<null>('DELETE', `/admin/bots${at(id)}/tokens${at(token)}`),
  webhooks: () => call<Webhooks>('GET', '/admin/webhooks'),
  makeWebhook: (body: CreateWebhook) => call<NewWebhook>('POST', '/admin/webhooks', body),
  editWebhook: (id: WebhookId, body: EditWebhook) => call<Webhook>('PATCH', `/admin/webhooks${at(id)}`, body),
  deleteWebhook: (id: WebhookId) => call<null>('DELETE', `/admin/webhooks${at(id)}`),
  testWebhook: (id: WebhookId) => call<WebhookTest>('POST', `/admin/webhooks${at(id)}/test`),
};

/** An invite's link as a picture for phones; no token is needed for it. */
export const inviteCode = (code: string): string => `/api/invites${at(code)}/qr.svg`;
