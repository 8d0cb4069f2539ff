// Bots and what opens the door to them, and the addresses that are told of messages.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { short } from '../../lib/time.ts';
import { t } from '../../locales/index.ts';
import type { User, Webhook } from '../../protocol.ts';
import { conversation, title } from '../../state/conversations.ts';
import { tell } from '../../state/notices.ts';
import { myId } from '../../state/session.ts';
import { PersonAvatar } from '../Avatar.tsx';
import { Confirm } from '../Confirm.tsx';
import { Icon } from '../Icon.tsx';
import { Menu, type Choice } from '../Menu.tsx';
import { Group, Page, Row, Section } from '../settings/parts.tsx';
import { BotTokens } from './BotTokens.tsx';
import { MakeBot } from './MakeBot.tsx';
import { MakeWebhook } from './MakeWebhook.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

type Asking = { what: 'bot' | 'webhook' } | { what: 'tokens' | 'removeBot'; bot: User } | { what: 'removeWebhook'; webhook: Webhook } | null;

export function Machines() {
  const [bots, setBots] = useState<readonly User[]>([]);
  const [webhooks, setWebhooks] = useState<readonly Webhook[]>([]);
  const [asking, setAsking] = useState<Asking>(null);
  const readBots = () => api.bots().then((answer) => setBots(answer.bots));
  const readWebhooks = () => api.webhooks().then((answer) => setWebhooks(answer.webhooks));
  useEffect(() => void attempt(Promise.all([readBots(), readWebhooks()])), []);
  const words = t.admin.machines;
  const done = () => setAsking(null);

  const test = async (webhook: Webhook) => {
    const { delivered, status, failure } = await api.testWebhook(webhook._id);
    tell(delivered ? words.testGood(status ?? 200) : words.testBad(failure ?? String(status ?? '')), !delivered);
  };
  const botChoices = (bot: User): Choice[] => [
    { label: words.tokens, sign: 'lock', onChoose: () => setAsking({ what: 'tokens', bot }) },
    { label: words.remove, sign: 'trash', danger: true, onChoose: () => setAsking({ what: 'removeBot', bot }) },
  ];
  const webhookChoices = (webhook: Webhook): Choice[] => [
    { label: words.test, sign: 'send', onChoose: () => void attempt(test(webhook)) },
    webhook.enabled
      ? { label: words.pause, sign: 'ban', onChoose: () => void attempt(api.editWebhook(webhook._id, { enabled: false }).then(readWebhooks)) }
      : { label: words.resume, sign: 'check', onChoose: () => void attempt(api.editWebhook(webhook._id, { enabled: true }).then(readWebhooks)) },
    { label: words.remove, sign: 'trash', danger: true, onChoose: () => setAsking({ what: 'removeWebhook', webhook }) },
  ];
  const about = ({ bot, trigger, url, conversationId }: Webhook): string => {
    const room = conversation(conversationId);
    return words.about(bot.displayName, words.triggers[trigger], room ? title(room, myId()) : null, url);
  };

  return (
    <Page title={t.settings.pages.machines} lead={words.lead}>
      <Section title={words.bots}>
        <Group label={words.bots}>
          {bots.map((bot) => (
            <Row key={bot._id} face={<PersonAvatar person={bot} size={40} />} title={<bdi>{bot.displayName}</bdi>} below={`@${bot.username}`}>
              <Menu label={t.details.actionsOn(bot.displayName)} class={controls.icon} choices={botChoices(bot)}>
                <Icon name="more" />
              </Menu>
            </Row>
          ))}
          {bots.length === 0 && <Row sign="bot" title={words.noBots} />}
        </Group>
        <div>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={() => setAsking({ what: 'bot' })}>
            {words.makeBot}
          </button>
        </div>
      </Section>
      <Section title={words.webhooks}>
        <Group label={words.webhooks}>
          {webhooks.map((webhook) => (
            <Row key={webhook._id} sign="link" title={<bdi>{webhook.name}</bdi>} below={about(webhook)}>
              <span class={styles.side}>
                {webhook.failedAt && <span class={controls.tag} title={webhook.failure ?? undefined}>{words.failed(short(webhook.failedAt))}</span>}
                {webhook.waiting > 0 && <span class={controls.tag}>{words.waiting(webhook.waiting)}</span>}
                {!webhook.enabled && <span class={controls.tag}>{words.paused}</span>}
              </span>
              <Menu label={t.details.actionsOn(webhook.name)} class={controls.icon} choices={webhookChoices(webhook)}>
                <Icon name="more" />
              </Menu>
            </Row>
          ))}
          {webhooks.length === 0 && <Row sign="link" title={words.noWebhooks} />}
        </Group>
        <div>
          <button type="button" class={`${controls.button} ${controls.secondary}`} disabled={bots.length === 0} onClick={() => setAsking({ what: 'webhook' })}>
            {words.makeWebhook}
          </button>
        </div>
      </Section>
      {asking?.what === 'bot' && <MakeBot onMade={(bot) => void readBots().then(() => setAsking({ what: 'tokens', bot }))} onClose={done} />}
      {asking?.what === 'webhook' && <MakeWebhook bots={bots} onMade={() => void readWebhooks()} onClose={done} />}
      {asking?.what === 'tokens' && <BotTokens key={asking.bot._id} bot={asking.bot} onClose={done} />}
      {asking?.what === 'removeBot' && (
        <Confirm
          title={words.removeTitle(asking.bot.displayName)}
          lead={words.removeBotLead}
          action={words.remove}
          onConfirm={() => api.removeBot(asking.bot._id).then(() => Promise.all([readBots(), readWebhooks()]))}
          onClose={done}
        />
      )}
      {asking?.what === 'removeWebhook' && (
        <Confirm
          title={words.removeTitle(asking.webhook.name)}
          lead={words.removeWebhookLead}
          action={words.remove}
          onConfirm={() => api.deleteWebhook(asking.webhook._id).then(readWebhooks)}
          onClose={done}
        />
      )}
    </Page>
  );
}
