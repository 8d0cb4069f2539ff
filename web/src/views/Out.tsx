// Before one is in: with an invitation, with a link for a new password, or with neither.

import { useState } from 'preact/hooks';
import { gateLink } from '../lib/route.ts';
import { Join } from './Join.tsx';
import { ResetPassword } from './ResetPassword.tsx';
import { SignIn } from './SignIn.tsx';

export function Out() {
  const [link, setLink] = useState(gateLink);
  const signIn = () => setLink(null);
  if (link?.kind === 'join') return <Join code={link.code} onSignIn={signIn} />;
  if (link?.kind === 'reset') return <ResetPassword code={link.code} onSignIn={signIn} />;
  return <SignIn />;
}
