// What I may do in a conversation, as the server will see it. Asking only, so that nothing is offered that would be refused.

import type { Conversation, User } from '../protocol.ts';

const rank = (conversation: Conversation, me: User | null): number => {
  if (conversation.type === 'channel' && me?.role === 'admin') return 2;
  const role = conversation.participants.find(({ user }) => user._id === me?._id)?.role;
  return role === 'owner' ? 2 : role === 'admin' ? 1 : 0;
};

/** Delete what others wrote. */
export const mayModerate = (conversation: Conversation, me: User | null): boolean =>
  conversation.type !== 'direct' && rank(conversation, me) > 0;

export const mayPin = (conversation: Conversation, me: User | null): boolean =>
  conversation.type !== 'channel' || rank(conversation, me) > 0;
