// People who know nothing but the link that the terminal printed.

import { createRequire } from 'node:module';
// The client that the other tests use.
const { io } = createRequire(new URL('../client/', import.meta.url))('socket.io-client');

const PASSWORD = 'a lamp in the window';

async function call(origin, path, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${origin}/api${path}`, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Ann sets the house up, and invites Bo: `{ origin, ann, bo }`, both with a token. */
export async function setupBy(link) {
  const { origin, hash } = new URL(link);
  const setupCode = new URLSearchParams(hash.split('?')[1]).get('code');
  const ann = await call(origin, '/setup', { setupCode, username: 'ann', password: PASSWORD });
  const { code } = await call(origin, '/invites', {}, ann.token);
  const bo = await call(origin, '/auth/register', { username: 'bo', password: PASSWORD, invite: code });
  return { origin, ann, bo };
}

/** Ann says hello in General; resolves once Bo has heard it. */
export async function hear({ origin, ann, bo }) {
  const { conversations } = await call(origin, '/conversations', undefined, ann.token);
  const [a, b] = [ann, bo].map(({ token }) => io(origin, { auth: { token } }));
  await Promise.all([a, b].map((socket) => new Promise((resolve) => socket.once('presence_state', resolve))));
  const heard = new Promise((resolve) => b.once('receive_message', resolve));
  a.emit('send_message', { conversationId: conversations[0]._id, content: 'Hello!' });
  await heard;
  a.disconnect();
  b.disconnect();
}
