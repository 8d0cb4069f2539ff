// An account for a program.

import { useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { t } from '../../locales/index.ts';
import type { User } from '../../protocol.ts';
import { Actions, Dialog } from '../Dialog.tsx';
import { Field } from '../Field.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

export function MakeBot({ onMade, onClose }: { onMade: (bot: User) => void; onClose: () => void }) {
  const [username, setUsername] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [wrong, setWrong] = useState<string>();
  const make = async (event: Event) => {
    event.preventDefault();
    if (username.trim() === '') return setWrong(t.errors.needed);
    const name = displayName.trim();
    await api.makeBot({ username: username.trim(), ...(name && { displayName: name }) }).then(onMade, (error: Error) => setWrong(error.message));
  };
  return (
    <Dialog title={t.admin.machines.makeBot} unsaved={username + displayName !== ''} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void make(event)}>
        <Field label={t.gate.username} value={username} onValue={setUsername} autocomplete="off" autofocus help={t.admin.machines.usernameHelp} error={wrong} />
        <Field label={t.details.name} value={displayName} onValue={setDisplayName} autocomplete="off" />
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.confirm.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`}>
            {t.admin.machines.makeBot}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
