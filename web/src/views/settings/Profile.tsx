// How others see me, and my password.

import { useState } from 'preact/hooks';
import { CallError } from '../../api.ts';
import { changePassword, portray, rename } from '../../chapters/people.ts';
import { t } from '../../locales/index.ts';
import { tell } from '../../state/notices.ts';
import { info, me, serverName } from '../../state/session.ts';
import { PersonAvatar } from '../Avatar.tsx';
import { Field } from '../Field.tsx';
import { Picture } from '../Picture.tsx';
import { useUnsaved } from '../unsaved.ts';
import { Page, Section, Wrong } from './parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './parts.module.css';

export function Profile() {
  const user = me.value;
  const [name, setName] = useState(user?.displayName ?? '');
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ field: string | null; text: string } | null>(null);
  useUnsaved(user !== null && (name.trim() !== user.displayName || current !== '' || wanted !== ''));
  if (!user) return null;
  const words = t.settings.profile;
  const limits = info.value?.limits;
  const renamed = name.trim() !== user.displayName;
  const changed = renamed || current !== '' || wanted !== '';

  const discard = () => {
    setName(user.displayName);
    setCurrent('');
    setWanted('');
    setWrong(null);
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || !changed) return;
    if (name.trim() === '') return setWrong({ field: 'displayName', text: t.errors.needed });
    if (wanted !== '' && current === '') return setWrong({ field: 'currentPassword', text: t.errors.needed });
    if (current !== '' && wanted === '') return setWrong({ field: 'newPassword', text: t.errors.needed });
    setBusy(true);
    setWrong(null);
    try {
      if (renamed) await rename(name.trim());
      if (wanted !== '') await changePassword(current, wanted);
      setCurrent('');
      setWanted('');
      tell(t.settings.saved);
    } catch (error) {
      const failure = error instanceof CallError ? error.failure : null;
      setWrong({ field: failure?.field ?? null, text: (error as Error).message });
    }
    setBusy(false);
  };
  const errorOf = (field: string) => (wrong?.field === field ? wrong.text : undefined);
  const elsewhere = wrong && !['displayName', 'currentPassword', 'newPassword'].includes(wrong.field ?? '') ? wrong.text : null;

  return (
    <Page title={t.settings.pages.profile} lead={words.lead(serverName())}>
      <Picture there={user.avatar !== null} onPicture={portray}>
        <PersonAvatar person={user} size={96} />
      </Picture>
      <form class={styles.page} onSubmit={(event) => void save(event)} noValidate>
        <div class={styles.two}>
          <Field label={t.gate.yourName} value={name} onValue={setName} autocomplete="name" maxLength={limits?.nameMax} error={errorOf('displayName')} />
          <Field label={t.gate.username} value={user.username} onValue={() => undefined} autocomplete="username" fixed help={words.usernameHelp} />
        </div>
        <Section title={words.password}>
          <div class={styles.two}>
            <Field label={words.current} value={current} onValue={setCurrent} type="password" autocomplete="current-password" error={errorOf('currentPassword')} />
            <Field label={words.wanted} value={wanted} onValue={setWanted} type="password" autocomplete="new-password" help={words.wantedHelp} error={errorOf('newPassword')} />
          </div>
        </Section>
        <Wrong text={elsewhere} />
        <div class={styles.actions}>
          <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={!changed} aria-disabled={busy ? true : undefined}>
            {busy && <span class={controls.spinner} />}
            {busy ? t.settings.saving : t.settings.save}
          </button>
          {changed && (
            <button type="button" class={controls.quiet} onClick={discard}>
              {t.settings.discard}
            </button>
          )}
        </div>
      </form>
    </Page>
  );
}
