// The session has ended while the page was open: signing in again goes on where one was, with what one wrote.

import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { t } from '../locales/index.ts';
import { me } from '../state/session.ts';
import { askSignOut } from './ConfirmSignOut.tsx';
import { Actions, Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';
import { useGate } from './gate-form.ts';
import controls from '../styles/controls.module.css';
import styles from './SignInAgain.module.css';

export function SignInAgain() {
  // There is no way around it: when Esc closes it, it opens again.
  const [round, setRound] = useState(0);
  return (
    <Dialog key={round} title={t.shell.endedTitle} onClose={() => setRound(round + 1)}>
      <Form />
    </Dialog>
  );
}

function Form() {
  const [password, setPassword] = useState('');
  const { busy, setWrong, errorOf, general, tryIn } = useGate(['password']);
  const username = me.value?.username ?? '';

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (password === '') return setWrong({ field: 'password', text: t.errors.needed, code: null });
    const found = await tryIn(() => api.login({ username, password }));
    if (found?.code === 'unauthorized') {
      setPassword('');
      setWrong({ ...found, field: 'password', text: t.errors.wrongPassword });
    }
  };

  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <p>{t.shell.endedLead}</p>
      <Field label={t.gate.username} value={username} onValue={() => undefined} autocomplete="username" fixed />
      <Field label={t.gate.password} value={password} onValue={setPassword} autocomplete="current-password" type="password" error={errorOf('password')} autofocus />
      {general && (
        <p class={styles.wrong} role="alert">
          {general}
        </p>
      )}
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={() => void askSignOut()}>
          {t.list.signOut}
        </button>
        <button type="submit" class={`${controls.button} ${controls.primary}`} aria-disabled={busy ? true : undefined}>
          {busy ? t.gate.signingIn : t.gate.signIn}
        </button>
      </Actions>
    </form>
  );
}
