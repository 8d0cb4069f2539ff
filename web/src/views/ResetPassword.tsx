// A new password, with the link that an administrator handed over.

import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { replace } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { info, serverName } from '../state/session.ts';
import { Field } from './Field.tsx';
import { Gate } from './Gate.tsx';
import { useGate } from './gate-form.ts';
import controls from '../styles/controls.module.css';
import gate from './Gate.module.css';

export function ResetPassword({ code, onSignIn }: { code: string; onSignIn: () => void }) {
  const [password, setPassword] = useState('');
  const { busy, setWrong, errorOf, general, tryIn } = useGate(['password']);
  const out = () => {
    replace(null);
    onSignIn();
  };
  const submit = () => {
    if (password === '') setWrong({ field: 'password', text: t.errors.needed, code: null });
    else void tryIn(() => api.reset({ code, password }));
  };
  return (
    <Gate
      title={t.gate.resetTitle}
      lead={t.gate.resetLead(serverName())}
      foot={t.gate.setupFoot}
      error={general}
      action={t.gate.reset}
      busy={busy ? t.gate.signingIn : null}
      onSubmit={submit}
      aside={
        <p class={gate.aside}>
          <button type="button" class={controls.quiet} onClick={out}>
            {t.gate.toSignIn}
          </button>
        </p>
      }
    >
      <Field
        label={t.settings.profile.wanted}
        value={password}
        onValue={setPassword}
        autocomplete="new-password"
        type="password"
        autofocus
        help={t.gate.passwordHelp(info.value?.limits.passwordMin ?? 8)}
        error={errorOf('password')}
      />
    </Gate>
  );
}
