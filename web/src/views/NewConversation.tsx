// Starting a conversation: one person is a direct one, several and a name are a group.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { create } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { User } from '../protocol.ts';
import { info, myId } from '../state/session.ts';
import { creating } from '../state/view.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Actions, Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './NewConversation.module.css';

const PAUSE = 150;

export function NewConversation() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<User[] | null>(null);
  const [picked, setPicked] = useState<User[]>([]);
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    const look = async () => {
      try {
        const { users } = await api.users(words.trim());
        if (current) setFound(users.filter((user) => user._id !== myId()));
      } catch (error) {
        if (current) setWrong((error as Error).message);
      }
    };
    const timer = setTimeout(() => void look(), found === null ? 0 : PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words]);

  const close = () => (creating.value = false);
  const isPicked = (user: User) => picked.some((each) => each._id === user._id);
  const toggle = (user: User) => setPicked(isPicked(user) ? picked.filter((each) => each._id !== user._id) : [...picked, user]);
  const group = picked.length > 1;
  const complete = picked.length > 0 && (!group || name.trim() !== '');

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!complete || busy) return;
    setBusy(true);
    setWrong(null);
    try {
      const participantIds = picked.map((user) => user._id);
      await create(group ? { type: 'group', name: name.trim(), participantIds } : { type: 'direct', participantIds });
      close();
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
    }
  };

  return (
    <Dialog title={t.create.title} wide onClose={close}>
      <form class={styles.form} onSubmit={(event) => void submit(event)}>
        <Field label={t.create.find} value={words} onValue={setWords} autocomplete="off" autofocus placeholder={t.create.findHint} />
        {picked.length > 0 && (
          <ul class={styles.picked} aria-label={t.create.picked}>
            {picked.map((user) => (
              <li key={user._id}>
                <button type="button" onClick={() => toggle(user)}>
                  <span class="hidden">{t.create.unpick} </span>
                  <PersonAvatar person={user} size={20} />
                  <bdi>{user.displayName}</bdi>
                  <Icon name="close" size={14} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <ul class={styles.people} aria-busy={found === null}>
          {found?.map((user) => (
            <li key={user._id}>
              <button type="button" aria-pressed={isPicked(user)} onClick={() => toggle(user)}>
                <PersonAvatar person={user} size={32} presence />
                <bdi class={styles.name}>{user.displayName}</bdi>
                <span class={styles.handle}>@{user.username}</span>
                {isPicked(user) && <Icon name="check" size={18} />}
              </button>
            </li>
          ))}
          {found?.length === 0 && <li class={styles.none}>{t.create.none}</li>}
        </ul>
        {group && (
          <Field label={t.create.groupName} value={name} onValue={setName} autocomplete="off" maxLength={info.value?.limits.nameMax} />
        )}
        {wrong && (
          <p class={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={close}>
            {t.create.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={!complete} aria-disabled={busy ? true : undefined}>
            {busy ? t.create.starting : group ? t.create.makeGroup : t.create.start}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
