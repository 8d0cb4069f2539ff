// A conversation's name, topic and picture, and how long its messages are kept.

import { useState } from 'preact/hooks';
import { editRoom, portrayRoom } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { info } from '../state/session.ts';
import { ConversationAvatar } from './Avatar.tsx';
import { Actions, Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';
import { Picture } from './Picture.tsx';
import controls from '../styles/controls.module.css';
import styles from './NewConversation.module.css';

export function EditRoom({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const [name, setName] = useState(conversation.name ?? '');
  const [topic, setTopic] = useState(conversation.topic ?? '');
  const [days, setDays] = useState(String(conversation.retentionDays ?? ''));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const number = days.trim() === '' ? null : Number(days);
  const daysGood = number === null || (Number.isInteger(number) && number >= 1 && number <= 36_500);

  const changed = name !== (conversation.name ?? '') || topic !== (conversation.topic ?? '') || number !== conversation.retentionDays;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || name.trim() === '' || !daysGood) return;
    setBusy(true);
    try {
      await editRoom(conversation._id, {
        ...(name.trim() !== conversation.name && { name: name.trim() }),
        ...(topic.trim() !== (conversation.topic ?? '') && { topic: topic.trim() }),
        ...(number !== conversation.retentionDays && { retentionDays: number }),
      });
      onClose();
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.details.editTitle} wide unsaved={changed} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void submit(event)}>
        <Picture there={conversation.avatar !== null} onPicture={(picture) => portrayRoom(conversation._id, picture)}>
          <ConversationAvatar conversation={conversation} size={96} />
        </Picture>
        <Field label={t.details.name} value={name} onValue={setName} autocomplete="off" maxLength={info.value?.limits.nameMax} autofocus />
        <Field label={t.create.topic} value={topic} onValue={setTopic} autocomplete="off" help={t.create.topicHelp} />
        <Field
          label={t.details.keepDays}
          value={days}
          onValue={setDays}
          autocomplete="off"
          inputmode="numeric"
          help={t.details.keepDaysHelp}
          error={daysGood ? undefined : t.details.keepDaysWrong}
        />
        {wrong && (
          <p class={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.create.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={name.trim() === ''} aria-disabled={busy ? true : undefined}>
            {t.details.save}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
