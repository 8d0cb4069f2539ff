// A new account: with an invitation, or where everybody who reaches the server may have one.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { t } from '../locales/index.ts';
import { info, serverName } from '../state/session.ts';
import { Field } from './Field.tsx';
import { Gate } from './Gate.tsx';
import { useGate } from './gate-form.ts';
import controls from '../styles/controls.module.css';
import gate from './Gate.module.css';

interface Props {
  /** The code of the invitation, where one is needed. */
  invite?: string;
  /** Who invites. */
  above?: ComponentChildren;
  onBack: () => void;
}

export function Register({ invite, above, onBack }: Props) {
  const [displayName, setDisplayName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { busy, errorOf, general, tryIn } = useGate(['displayName', 'username', 'password'], true);
  const limits = info.value?.limits;

  const submit = () => {
    const name = displayName.trim();
    void tryIn(() => api.register({ username: username.trim(), password, ...(name && { displayName: name }), ...(invite && { invite }) }));
  };

  return (
    <Gate
      above={above}
      title={t.gate.registerTitle}
      lead={t.gate.registerLead}
      foot={t.gate.setupFoot}
      error={general}
      action={t.gate.join(serverName())}
      busy={busy ? t.gate.joining : null}
      onSubmit={submit}
      aside={
        <p class={gate.aside}>
          {t.gate.haveAccount}
          <button type="button" class={controls.quiet} onClick={onBack}>
            {t.gate.signIn}
          </button>
        </p>
      }
    >
      <Field
        label={t.gate.yourName}
        value={displayName}
        onValue={setDisplayName}
        autocomplete="name"
        autofocus
        maxLength={limits?.nameMax}
        error={errorOf('displayName')}
      />
      <Field
        label={t.gate.username}
        value={username}
        onValue={setUsername}
        autocomplete="username"
        help={t.gate.usernameHelp}
        error={errorOf('username')}
      />
      <Field
        label={t.gate.password}
        value={password}
        onValue={setPassword}
        autocomplete="new-password"
        type="password"
        help={t.gate.passwordHelp(limits?.passwordMin ?? 8)}
        error={errorOf('password')}
      />
    </Gate>
  );
}
