// What holds for the whole server.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { t } from '../../locales/index.ts';
import type { EditServerSettings, Registration, ServerSettings } from '../../protocol.ts';
import { tell } from '../../state/notices.ts';
import { info } from '../../state/session.ts';
import { Field } from '../Field.tsx';
import { Segmented } from '../Segmented.tsx';
import { Group, Page, Section, SwitchRow, Wrong } from '../settings/parts.tsx';
import { useUnsaved } from '../unsaved.ts';
import controls from '../../styles/controls.module.css';
import field from '../Field.module.css';
import parts from '../settings/parts.module.css';
import styles from './admin.module.css';

const WAYS: readonly Registration[] = ['invite', 'open', 'closed'];

export function Policies() {
  const [settings, setSettings] = useState<ServerSettings | null>(null);
  useEffect(() => void attempt(api.settings().then(setSettings)), []);
  const words = t.admin.policies;

  const keep = async (wanted: EditServerSettings) => {
    const kept = await api.editSettings(wanted);
    setSettings(kept);
    if (info.value) info.value = { ...info.value, name: kept.serverName, registration: kept.registration };
  };
  return (
    <Page title={t.settings.pages.policies} lead={words.lead}>
      {settings && (
        <>
          <Section title={words.registration}>
            <Segmented label={words.registration} value={settings.registration} onValue={(registration) => void attempt(keep({ registration }))} choices={WAYS.map((way) => [way, words.ways[way]])} />
            <p class={parts.below}>{words.waysHelp[settings.registration]}</p>
            <Group>
              <SwitchRow sign="userPlus" title={words.memberInvites} below={words.memberInvitesHelp} on={settings.memberInvites} onChange={(memberInvites) => void attempt(keep({ memberInvites }))} />
            </Group>
          </Section>
          <Words settings={settings} onKeep={keep} />
        </>
      )}
    </Page>
  );
}

function Words({ settings, onKeep }: { settings: ServerSettings; onKeep: (wanted: EditServerSettings) => Promise<void> }) {
  const [name, setName] = useState(settings.serverName);
  const [days, setDays] = useState(String(settings.retentionDays ?? ''));
  const [addresses, setAddresses] = useState(settings.webhookAddresses.join('\n'));
  const [wrong, setWrong] = useState<string | null>(null);
  useUnsaved(name.trim() !== settings.serverName || days.trim() !== String(settings.retentionDays ?? '') || addresses.trim() !== settings.webhookAddresses.join('\n'));
  const words = t.admin.policies;
  const number = days.trim() === '' ? null : Number(days);
  const daysGood = number === null || (Number.isInteger(number) && number >= 1 && number <= 36_500);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!daysGood) return;
    setWrong(null);
    const webhookAddresses = addresses.split(/\s+/u).filter(Boolean);
    await onKeep({ serverName: name.trim(), retentionDays: number, webhookAddresses }).then(
      () => tell(t.settings.saved),
      (error: Error) => setWrong(error.message),
    );
  };
  return (
    <form class={parts.page} onSubmit={(event) => void save(event)}>
      <Section title={words.server}>
        <div class={parts.two}>
          <Field label={words.name} value={name} onValue={setName} autocomplete="off" maxLength={info.value?.limits.nameMax} />
          <Field
            label={t.details.keepDays}
            value={days}
            onValue={setDays}
            autocomplete="off"
            inputmode="numeric"
            help={words.keepHelp}
            error={daysGood ? undefined : t.details.keepDaysWrong}
          />
        </div>
        <div class={field.field}>
          <label for="webhook-addresses">{words.addresses}</label>
          <textarea id="webhook-addresses" class={`${controls.entry} ${styles.area}`} rows={3} value={addresses} onInput={(event) => setAddresses(event.currentTarget.value)} spellcheck={false} aria-describedby="webhook-addresses-help" />
          <p id="webhook-addresses-help" class={field.help}>
            {words.addressesHelp}
          </p>
        </div>
      </Section>
      <Wrong text={wrong} />
      <div class={parts.actions}>
        <button type="submit" class={`${controls.button} ${controls.primary}`}>
          {t.settings.save}
        </button>
      </div>
    </form>
  );
}
