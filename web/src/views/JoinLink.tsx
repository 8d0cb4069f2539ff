// A link for newcomers: to scan, to copy, and to replace.

import { inviteCode } from '../api.ts';
import { day } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Invite } from '../protocol.ts';
import { Address } from './Address.tsx';
import controls from '../styles/controls.module.css';
import styles from './JoinLink.module.css';

/** How often it was used and when it ends, in one line. */
export function inviteState({ maxUses, uses, expiresAt }: Invite): string {
  const used = maxUses === null ? t.invites.used(uses) : t.invites.usedOf(uses, maxUses);
  return expiresAt === null ? t.invites.endless(used) : t.invites.ends(used, day(expiresAt));
}

export function JoinLink({ invite, onRenew }: { invite: Invite; onRenew: () => void }) {
  return (
    <div class={styles.link}>
      <img class={styles.code} src={inviteCode(invite.code)} alt={t.invites.code} width={198} height={198} />
      <div class={styles.beside}>
        <div>
          <h2>{t.invites.anyone}</h2>
          <p>{inviteState(invite)}</p>
        </div>
        <Address label={t.invites.link} value={invite.url} bare />
        <div>
          <button type="button" class={`${controls.quiet} ${styles.renew}`} onClick={onRenew}>
            {t.invites.renew}
          </button>
        </div>
      </div>
    </div>
  );
}
