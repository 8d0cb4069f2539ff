// Somebody comes with an invitation: who invites, and a new account; or why it is good no longer.

import { useEffect, useState } from 'preact/hooks';
import { api, CallError } from '../api.ts';
import { replace } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { Invitation } from '../protocol.ts';
import { serverName } from '../state/session.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Gate } from './Gate.tsx';
import { Opening } from './Opening.tsx';
import { Register } from './Register.tsx';
import gate from './Gate.module.css';

export function Join({ code, onSignIn }: { code: string; onSignIn: () => void }) {
  const [invitation, setInvitation] = useState<Invitation | null | undefined>(undefined);
  const [wrong, setWrong] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    setWrong(null);
    api.invitation(code).then(setInvitation, (error: CallError) => {
      if (error.failure?.code === 'not_found') setInvitation(null);
      else setWrong(error.message);
    });
  }, [code, tries]);
  const out = () => {
    replace(null);
    onSignIn();
  };

  if (wrong) return <Gate title={t.gate.joinTitle} lead={wrong} foot={t.gate.setupFoot} action={t.conversation.tryAgain} busy={null} onSubmit={() => setTries(tries + 1)} />;
  if (invitation === undefined) return <Opening />;
  if (!invitation?.valid) {
    const reason = invitation?.reason ? t.gate.voids[invitation.reason] : t.gate.voids.withdrawn;
    return <Gate title={t.gate.invalid} lead={reason} foot={t.gate.setupFoot} action={t.gate.toSignIn} busy={null} onSubmit={out} />;
  }
  const { creator, conversations } = invitation;
  return (
    <Register
      invite={code}
      onBack={out}
      above={
        <div class={gate.host}>
          <PersonAvatar person={creator} size={48} />
          <p>
            <strong>{t.gate.invites(creator.displayName)}</strong>
            <span>{conversations.length > 0 ? t.gate.invitesInto(serverName(), conversations) : t.gate.invitesTo(serverName())}</span>
          </p>
        </div>
      }
    />
  );
}
