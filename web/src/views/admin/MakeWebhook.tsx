// An address that is told of messages.

import { useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { t } from '../../locales/index.ts';
import type { Trigger, User } from '../../protocol.ts';
import { Address } from '../Address.tsx';
import { Actions, Dialog } from '../Dialog.tsx';
import { Field } from '../Field.tsx';
import { Wrong } from '../settings/parts.tsx';
import { Select } from './Select.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

const TRIGGERS: readonly Trigger[] = ['mention', 'message'];

export function MakeWebhook({ bots, onMade, onClose }: { bots: readonly User[]; onMade: () => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [botId, setBotId] = useState(bots[0]?._id ?? '');
  const [trigger, setTrigger] = useState<string>('mention');
  const [secret, setSecret] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const words = t.admin.machines;
  const make = async (event: Event) => {
    event.preventDefault();
    setWrong(null);
    try {
      const made = await api.makeWebhook({ name: name.trim(), url: url.trim(), botId, trigger: trigger as Trigger });
      setSecret(made.secret);
      onMade();
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  return (
    <Dialog title={words.makeWebhook} wide unsaved={name + url !== '' || secret !== null} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void make(event)}>
        {secret ? (
          <Address label={words.secret} value={secret} help={words.secretHelp} />
        ) : (
          <>
            <Field label={t.details.name} value={name} onValue={setName} autocomplete="off" autofocus />
            <Field label={words.address} value={url} onValue={setUrl} autocomplete="off" inputmode="url" help={words.addressHelp} />
            <Select label={words.bot} value={botId} onValue={setBotId} choices={bots.map((bot) => [bot._id, bot.displayName])} />
            <Select label={words.trigger} value={trigger} onValue={setTrigger} choices={TRIGGERS.map((each) => [each, words.triggers[each]])} />
          </>
        )}
        <Wrong text={wrong} />
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {secret ? t.notice.close : t.confirm.cancel}
          </button>
          {!secret && (
            <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={name.trim() === '' || url.trim() === ''}>
              {words.makeWebhook}
            </button>
          )}
        </Actions>
      </form>
    </Dialog>
  );
}
