// Starting a conversation: with one person, with several and a name, as a channel for everybody, or by joining a channel.

import { useState } from 'preact/hooks';
import { create } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { CreateConversation, User } from '../protocol.ts';
import { info } from '../state/session.ts';
import { creating } from '../state/view.ts';
import { BrowseChannels } from './BrowseChannels.tsx';
import { Actions, Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';
import { PeoplePicker } from './PeoplePicker.tsx';
import { Segmented } from './Segmented.tsx';
import controls from '../styles/controls.module.css';
import styles from './NewConversation.module.css';

type Way = 'people' | 'channel' | 'browse';

export function NewConversation() {
  const [way, setWay] = useState<Way>('people');
  /** It was chosen by the arrows: the focus stays there. */
  const [byKey, setByKey] = useState(false);
  const [picked, setPicked] = useState<User[]>([]);
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  const close = () => (creating.value = false);
  const group = picked.length > 1;
  const named = name.trim() !== '';
  const complete = way === 'channel' ? named : picked.length > 0 && (!group || named);

  const wanted = (): CreateConversation => {
    if (way === 'channel') return { type: 'channel', name: name.trim(), ...(topic.trim() && { topic: topic.trim() }) };
    const participantIds = picked.map((user) => user._id);
    return group ? { type: 'group', name: name.trim(), participantIds } : { type: 'direct', participantIds };
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!complete || busy) return;
    setBusy(true);
    setWrong(null);
    try {
      await create(wanted());
      close();
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
    }
  };

  const nameMax = info.value?.limits.nameMax;
  const action = way === 'channel' ? t.create.makeChannel : group ? t.create.makeGroup : t.create.start;
  return (
    <Dialog title={t.create.title} wide unsaved={named || topic !== '' || picked.length > 1} onClose={close}>
      <form class={styles.form} onSubmit={(event) => void submit(event)}>
        <Segmented
          label={t.create.title}
          full
          value={way}
          onValue={(next, key) => {
            setByKey(key);
            setWay(next);
          }}
          choices={[
            ['people', t.create.people],
            ['channel', t.create.channel],
            ['browse', t.create.browse],
          ]}
        />
        {way === 'people' && <PeoplePicker autofocus={!byKey} picked={picked} onPicked={setPicked} onWrong={setWrong} />}
        {way === 'people' && group && <Field label={t.create.groupName} value={name} onValue={setName} autocomplete="off" maxLength={nameMax} />}
        {way === 'channel' && (
          <>
            <Field label={t.create.channelName} value={name} onValue={setName} autocomplete="off" autofocus={!byKey} maxLength={nameMax} help={t.create.channelHelp} />
            <Field label={t.create.topic} value={topic} onValue={setTopic} autocomplete="off" help={t.create.topicHelp} />
          </>
        )}
        {way === 'browse' && <BrowseChannels onDone={close} />}
        {wrong && (
          <p class={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        {way !== 'browse' && (
          <Actions>
            <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={close}>
              {t.create.cancel}
            </button>
            <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={!complete} aria-disabled={busy ? true : undefined}>
              {busy ? t.create.starting : action}
            </button>
          </Actions>
        )}
      </form>
    </Dialog>
  );
}
