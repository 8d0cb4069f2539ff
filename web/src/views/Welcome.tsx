// What stands at the beginning of the first room while there is little in it: how to bring the others in.

import { useEffect, useState } from 'preact/hooks';
import { attempt } from '../chapters/attempt.ts';
import { renew, standing } from '../chapters/invites.ts';
import { t } from '../locales/index.ts';
import type { Invite } from '../protocol.ts';
import { serverName } from '../state/session.ts';
import { Confirm } from './Confirm.tsx';
import { JoinLink } from './JoinLink.tsx';
import styles from './Welcome.module.css';

export function Welcome() {
  const [invite, setInvite] = useState<Invite | null>(null);
  const [renewing, setRenewing] = useState(false);
  useEffect(() => void attempt(standing().then(setInvite)), []);
  if (!invite) return <div class={styles.welcome} />;
  return (
    <div class={styles.welcome}>
      <h2>{t.invites.welcome(serverName())}</h2>
      <p>{t.invites.welcomeLead}</p>
      <JoinLink invite={invite} onRenew={() => setRenewing(true)} />
      {renewing && (
        <Confirm
          title={t.invites.renewTitle}
          lead={t.invites.renewLead}
          action={t.invites.renew}
          onConfirm={() => renew(invite).then(setInvite)}
          onClose={() => setRenewing(false)}
        />
      )}
    </div>
  );
}
