// The one socket: opening it, speaking through it, and knowing whether it is there.

import { io, type Socket } from 'socket.io-client';
import type { Answers, ClientEvents, Failure, ServerEvents } from './protocol.ts';
import { connected } from './state/connection.ts';

/** An answer that takes longer than this, in milliseconds, does not come. */
const PATIENCE = 20_000;

type Acknowledged = keyof Answers;
type Heard = { [Name in keyof ServerEvents]: (event: ServerEvents[Name]) => void };

let socket: Socket | null = null;

/** Opens the socket. `refused` is called where the server does not accept the token. */
export function open(token: () => string | null, hear: Heard, onReady: () => void, refused: () => void): void {
  close();
  const mine = io({
    auth: (answer) => answer({ token: token() }),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  socket = mine;
  mine.on('connect', () => {
    connected.value = true;
    onReady();
  });
  mine.on('disconnect', (reason) => {
    connected.value = false;
    // After a close by the server the client does not come back by itself.
    if (reason === 'io server disconnect') again(mine, 1_000);
  });
  mine.on('connect_error', (error: Error & { data?: Partial<Failure> }) => {
    if (error.message.includes('Authentication')) refused();
    else if (!mine.active) again(mine, (error.data?.retryAfter ?? 2) * 1_000);
  });
  for (const [name, handler] of Object.entries(hear)) mine.on(name, handler);
}

function again(mine: Socket, delay: number): void {
  setTimeout(() => {
    if (socket === mine && !mine.active) mine.connect();
  }, delay);
}

export function close(): void {
  socket?.disconnect();
  socket?.removeAllListeners();
  socket = null;
  connected.value = false;
}

/** Tries at once instead of when the next attempt is due. */
export function tryNow(): void {
  if (socket && !socket.connected) socket.disconnect().connect();
}

/** Says something that needs no answer; nothing is kept for later while the line is down. */
export function emit<Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]): void {
  if (socket?.connected) socket.emit(name, payload);
}

/** Says something and waits for the answer. Null: the line went down first, or nothing came; nobody knows. */
export async function ask<Name extends Acknowledged>(name: Name, payload: ClientEvents[Name]): Promise<Answers[Name] | Failure | null> {
  const mine = socket;
  if (!mine?.connected) return null;
  return new Promise((resolve) => {
    const settle = (answer: Answers[Name] | Failure | null) => {
      clearTimeout(timer);
      mine.off('disconnect', gone);
      resolve(answer);
    };
    const gone = () => settle(null);
    const timer = setTimeout(gone, PATIENCE);
    mine.once('disconnect', gone);
    mine.emit(name, payload, settle);
  });
}

export const failed = (answer: { success: boolean }): answer is Failure => !answer.success;
