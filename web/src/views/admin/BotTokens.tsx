// What opens the door to a bot: each token is shown once.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { short } from '../../lib/time.ts';
import { t } from '../../locales/index.ts';
import type { BotToken, User } from '../../protocol.ts';
import { Address } from '../Address.tsx';
import { Actions, Dialog } from '../Dialog.tsx';
import { Field } from '../Field.tsx';
import { Group, Row } from '../settings/parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

export function BotTokens({ bot, onClose }: { bot: User; onClose: () => void }) {
  const [tokens, setTokens] = useState<readonly BotToken[]>([]);
  const [name, setName] = useState('');
  const [made, setMade] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string>();
  const words = t.admin.machines;
  const read = () => api.botTokens(bot._id).then((answer) => setTokens(answer.tokens));
  useEffect(() => void attempt(read()), []);
  const make = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === '') return setWrong(t.errors.needed);
    setWrong(undefined);
    try {
      const { token } = await api.makeBotToken(bot._id, name.trim());
      setMade(token);
      setName('');
      await read();
    } catch (error) {
      setWrong((error as Error).message);
    }
  };
  return (
    <Dialog title={words.tokensOf(bot.displayName)} wide unsaved={name !== '' || made !== null} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void make(event)}>
        {made && <Address label={words.newToken} value={made} help={words.once} />}
        {tokens.length > 0 && (
          <Group label={words.tokens}>
            {tokens.map((token) => (
              <Row key={token._id} sign="lock" title={<bdi>{token.name}</bdi>} below={words.madeAt(short(token.createdAt))}>
                <button type="button" class={`${controls.quietDanger} ${controls.small}`} onClick={() => void attempt(api.endBotToken(bot._id, token._id).finally(read))}>
                  {t.invites.end}
                  <span class="hidden"> {token.name}</span>
                </button>
              </Row>
            ))}
          </Group>
        )}
        <Field label={words.tokenName} value={name} onValue={setName} autocomplete="off" help={words.tokenNameHelp} error={wrong} />
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.notice.close}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`}>
            {words.makeToken}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
