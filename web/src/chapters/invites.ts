// The chapter of invitations: the links by which newcomers come in.

import { api } from '../api.ts';
import type { CreateInvite, Invite } from '../protocol.ts';

/** Seconds that a link made without further thought is good for: a week. */
export const WEEK = 7 * 86_400;

export const isGood = ({ maxUses, uses, expiresAt }: Invite): boolean =>
  (maxUses === null || uses < maxUses) && (expiresAt === null || Date.parse(expiresAt) > Date.now());

/** The link that leads everybody in: the newest good one that leads nowhere in particular, or none. */
export const general = (invites: readonly Invite[]): Invite | undefined =>
  invites.find((invite) => isGood(invite) && invite.maxUses === null && invite.conversations.length === 0);

/** The link to hand around; one is made where there is none. */
export async function standing(): Promise<Invite> {
  const { invites } = await api.invites();
  return general(invites) ?? api.invite({ expiresIn: WEEK });
}

/** Another link in the place of one that was handed to the wrong people. */
export async function renew(old: Invite): Promise<Invite> {
  const made = await api.invite({ expiresIn: WEEK });
  await api.endInvite(old.code);
  return made;
}

export const makeInvite = (wanted: CreateInvite): Promise<Invite> => api.invite(wanted);
