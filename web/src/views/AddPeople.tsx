// Bringing people into a conversation.

import { useState } from 'preact/hooks';
import { bring } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Participant, User } from '../protocol.ts';
import { title } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { Actions, Dialog } from './Dialog.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import controls from '../styles/controls.module.css';
import styles from './NewConversation.module.css';

interface Props {
  conversation: Conversation;
  there: readonly Participant[];
  onClose: () => void;
}

export function AddPeople({ conversation, there, onClose }: Props) {
  const [picked, setPicked] = useState<User[]>([]);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || picked.length === 0) return;
    setBusy(true);
    try {
      await bring(conversation._id, picked.map((user) => user._id));
      onClose();
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.details.addTo(title(conversation, myId()))} wide unsaved={picked.length > 1} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void submit(event)}>
        <PeoplePicker picked={picked} onPicked={setPicked} onWrong={setWrong} without={new Set(there.map(({ user }) => user._id))} />
        <p class={styles.help}>{t.details.addHelp}</p>
        {wrong && (
          <p class={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.create.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={picked.length === 0} aria-disabled={busy ? true : undefined}>
            {t.details.add}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
