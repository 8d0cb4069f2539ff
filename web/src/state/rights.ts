// Who may do what in a conversation, as the server has it: so that nothing is offered that would be refused. Pure.

import type { AccountRole, Conversation, Participant, Role, UserId } from '../protocol.ts';

export type Act = 'pin' | 'bring' | 'edit' | 'hooks' | 'moderate' | 'roles' | 'delete';

const RANK: Record<Role, number> = { member: 1, admin: 2, owner: 3 };

const LEAST: Record<'group' | 'channel', Record<Act, Role>> = {
  group: { pin: 'member', bring: 'admin', edit: 'admin', hooks: 'admin', moderate: 'admin', roles: 'owner', delete: 'owner' },
  channel: { pin: 'admin', bring: 'member', edit: 'admin', hooks: 'admin', moderate: 'admin', roles: 'owner', delete: 'owner' },
};

export interface Self {
  _id: UserId;
  role: AccountRole;
}

/** Administrators of the server count as owners of every channel, and as nobody in particular elsewhere. */
function rank({ type, participants }: Conversation, self: Self): number {
  if (type === 'channel' && self.role === 'admin') return RANK.owner;
  const own = participants.find(({ user }) => user._id === self._id);
  return own ? RANK[own.role] : 0;
}

export function may(act: Act, conversation: Conversation, self: Self): boolean {
  if (conversation.type === 'direct') return act === 'pin';
  return rank(conversation, self) >= RANK[LEAST[conversation.type][act]];
}

/** Somebody lower than oneself, and never oneself: that is leaving. */
export function mayRemove(conversation: Conversation, self: Self, other: Participant): boolean {
  if (conversation.type === 'direct' || other.user._id === self._id || other.role === 'owner') return false;
  const own = rank(conversation, self);
  return own >= RANK.admin && own > RANK[other.role];
}
