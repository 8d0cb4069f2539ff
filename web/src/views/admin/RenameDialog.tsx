// Another name for an account.

import { useState } from 'preact/hooks';
import { t } from '../../locales/index.ts';
import type { AdminUser } from '../../protocol.ts';
import { info } from '../../state/session.ts';
import { Actions, Dialog } from '../Dialog.tsx';
import { Field } from '../Field.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

interface Props {
  user: AdminUser;
  onName: (name: string) => Promise<void>;
  onClose: () => void;
}

export function RenameDialog({ user, onName, onClose }: Props) {
  const [name, setName] = useState(user.displayName);
  const [wrong, setWrong] = useState<string>();
  const save = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return setWrong(t.errors.needed);
    await onName(name.trim()).then(onClose, (error: Error) => setWrong(error.message));
  };
  return (
    <Dialog title={t.admin.people.renameTitle(user.username)} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void save(event)}>
        <Field label={t.details.name} value={name} onValue={setName} autocomplete="off" autofocus maxLength={info.value?.limits.nameMax} error={wrong} />
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.confirm.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`}>
            {t.settings.save}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
