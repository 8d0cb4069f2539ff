// The doors of a conversation for machines: an address each, told once.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Hook } from '../protocol.ts';
import { title } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { Address } from './Address.tsx';
import { Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Hooks.module.css';

export function Hooks({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const id = conversation._id;
  const [hooks, setHooks] = useState<readonly Hook[] | null>(null);
  const [name, setName] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => void attempt(api.hooks(id).then((answer) => setHooks(answer.hooks))), [id]);

  const make = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return;
    setWrong(null);
    try {
      const { url, ...hook } = await api.makeHook(id, { name: name.trim() });
      setHooks([...(hooks ?? []), hook]);
      setMade(`${location.origin}${url}`);
      setName('');
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  const remove = async (hook: Hook) => {
    if (await attempt(api.deleteHook(id, hook._id))) setHooks((hooks ?? []).filter((each) => each._id !== hook._id));
  };

  return (
    <Dialog title={t.hooks.title(title(conversation, myId()))} wide unsaved={name !== '' || made !== null} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void make(event)}>
        <p class={styles.lead}>{t.hooks.lead}</p>
        {hooks !== null && hooks.length > 0 && (
          <ul class={styles.hooks}>
            {hooks.map((hook) => (
              <li key={hook._id}>
                <Icon name="bot" />
                <p>
                  <strong>
                    <bdi>{hook.name}</bdi>
                  </strong>
                  <span>{t.hooks.speaks(hook.bot.displayName)}</span>
                </p>
                <button type="button" class={`${controls.quietDanger} ${controls.small}`} onClick={() => void remove(hook)}>
                  {t.hooks.remove}
                  <span class="hidden"> {hook.name}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {made && <Address label={t.hooks.address} value={made} help={t.hooks.once} />}
        <Field label={t.hooks.name} value={name} onValue={setName} autocomplete="off" help={t.hooks.nameHelp} error={wrong ?? undefined} />
        <div class={styles.actions}>
          <button type="submit" class={`${controls.button} ${controls.primary}`} disabled={name.trim() === ''}>
            {t.hooks.make}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
