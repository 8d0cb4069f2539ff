// Signing in, and the way to a new account where the house is open.

import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { t } from '../locales/index.ts';
import { ended, info, serverName } from '../state/session.ts';
import { Field } from './Field.tsx';
import { Gate } from './Gate.tsx';
import { useGate } from './gate-form.ts';
import { Register } from './Register.tsx';
import controls from '../styles/controls.module.css';
import gate from './Gate.module.css';

export function SignIn() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [registering, setRegistering] = useState(false);
  const { busy, setWrong, errorOf, general, tryIn } = useGate(['username', 'password']);

  if (registering) return <Register onBack={() => setRegistering(false)} />;

  const submit = async () => {
    if (username.trim() === '') return setWrong({ field: 'username', text: t.errors.needed, code: null });
    if (password === '') return setWrong({ field: 'password', text: t.errors.needed, code: null });
    const found = await tryIn(() => api.login({ username: username.trim(), password }));
    if (found?.code === 'unauthorized') {
      setPassword('');
      setWrong({ ...found, field: 'password', text: t.errors.wrongPassword });
    }
  };

  return (
    <Gate
      title={t.gate.signInTitle}
      lead={t.gate.signInLead(serverName())}
      foot={t.gate.signInFoot(serverName())}
      notice={ended.value ? t.gate.ended : undefined}
      error={general}
      action={t.gate.signIn}
      busy={busy ? t.gate.signingIn : null}
      onSubmit={() => void submit()}
      aside={
        info.value?.registration === 'open' && (
          <p class={gate.aside}>
            {t.gate.noAccount}
            <button type="button" class={controls.quiet} onClick={() => setRegistering(true)}>
              {t.gate.makeAccount}
            </button>
          </p>
        )
      }
    >
      <Field
        label={t.gate.username}
        value={username}
        onValue={setUsername}
        autocomplete="username"
        autofocus
        error={errorOf('username')}
      />
      <Field
        label={t.gate.password}
        value={password}
        onValue={setPassword}
        autocomplete="current-password"
        type="password"
        error={errorOf('password')}
      />
    </Gate>
  );
}
