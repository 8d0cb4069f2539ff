// The very first visit: making the first administrator, with the code that the server printed.

import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { setupCode } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { start } from '../session.ts';
import { info } from '../state/session.ts';
import { Field } from './Field.tsx';
import { Gate } from './Gate.tsx';
import { useGate } from './gate-form.ts';

export function SetUp() {
  const [printed] = useState(setupCode);
  const [code, setCode] = useState(printed);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { busy, setWrong, errorOf, general, tryIn } = useGate(['setupCode', 'username', 'password'], true);
  const codeWrong = errorOf('setupCode');

  const submit = async () => {
    const found = await tryIn(() => api.setup({ setupCode: code.trim(), username: username.trim(), password }));
    if (found?.code === 'forbidden') setWrong({ ...found, field: 'setupCode' });
    // Somebody else was first: this page is not the right one any more.
    if (found?.code === 'conflict') await start();
  };

  return (
    <Gate
      title={t.gate.setupTitle}
      lead={t.gate.setupLead}
      foot={t.gate.setupFoot}
      error={general}
      action={t.gate.create}
      busy={busy ? t.gate.creating : null}
      onSubmit={() => void submit()}
    >
      <Field
        label={t.gate.setupCode}
        value={code}
        onValue={setCode}
        autocomplete="off"
        code
        good={printed !== '' && code === printed && !codeWrong}
        autofocus={printed === ''}
        help={t.gate.setupCodeHelp}
        error={codeWrong}
      />
      <Field
        label={t.gate.username}
        value={username}
        onValue={setUsername}
        autocomplete="username"
        autofocus={printed !== ''}
        error={errorOf('username')}
      />
      <Field
        label={t.gate.password}
        value={password}
        onValue={setPassword}
        autocomplete="new-password"
        type="password"
        help={t.gate.passwordHelp(info.value?.limits.passwordMin ?? 8)}
        error={errorOf('password')}
      />
    </Gate>
  );
}
