// The devices signed in as me, and the way to sign the others out.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { t } from '../../locales/index.ts';
import type { Device } from '../../protocol.ts';
import { Icon } from '../Icon.tsx';
import { DeviceRow } from './DeviceRow.tsx';
import { Group, Page } from './parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './parts.module.css';

export function Sessions() {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const words = t.settings.sessions;
  const read = () => api.sessions().then(({ sessions }) => setDevices([...sessions].sort((a, b) => Number(b.current) - Number(a.current) || (a.createdAt < b.createdAt ? 1 : -1))));
  useEffect(() => void attempt(read()), []);
  const end = (ended: readonly Device[]) => attempt(Promise.all(ended.map(({ _id }) => api.endSession(_id))).finally(read));
  const others = devices.filter((each) => !each.current);
  return (
    <Page title={t.settings.pages.sessions} lead={words.lead}>
      <Group label={t.settings.pages.sessions}>
        {devices.map((device) => (
          <DeviceRow key={device._id} device={device} onEnd={() => void end([device])} />
        ))}
      </Group>
      {others.length > 0 && (
        <button type="button" class={`${controls.quietDanger} ${styles.out}`} onClick={() => void end(others)}>
          <Icon name="leave" size={18} />
          {words.others}
        </button>
      )}
    </Page>
  );
}
