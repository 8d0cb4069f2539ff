// Who is writing where. News is good for five seconds, then it is old.

import { signal } from '@preact/signals';
import type { ConversationId, UserId } from '../protocol.ts';

const LASTS = 5_000;

export const typing = signal<ReadonlyMap<ConversationId, readonly UserId[]>>(new Map());
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export function setTyping(conversation: ConversationId, user: UserId, isTyping: boolean): void {
  const key = `${conversation} ${user}`;
  clearTimeout(timers.get(key));
  timers.delete(key);
  const now = typing.peek().get(conversation) ?? [];
  if (now.includes(user) !== isTyping) {
    const next = isTyping ? [...now, user] : now.filter((id) => id !== user);
    typing.value = new Map(typing.peek()).set(conversation, next);
  }
  if (isTyping) timers.set(key, setTimeout(() => setTyping(conversation, user, false), LASTS));
}

export function nobodyTypes(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  typing.value = new Map();
}
