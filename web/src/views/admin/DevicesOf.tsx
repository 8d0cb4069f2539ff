// Where somebody is signed in.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { t } from '../../locales/index.ts';
import type { AdminUser, Device } from '../../protocol.ts';
import { Actions, Dialog } from '../Dialog.tsx';
import { DeviceRow } from '../settings/DeviceRow.tsx';
import { Group } from '../settings/parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

export function DevicesOf({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const words = t.admin.people;
  const read = () => api.sessionsOf(user._id).then(({ sessions }) => setDevices(sessions));
  useEffect(() => void attempt(read()), []);
  const endAll = () => attempt(api.endSessionsOf(user._id).finally(read));
  return (
    <Dialog title={words.devicesOf(user.displayName)} wide onClose={onClose}>
      <div class={styles.form}>
        {devices?.length === 0 && <p>{words.noDevices}</p>}
        {devices !== null && devices.length > 0 && (
          <Group label={words.devices}>
            {devices.map((device) => (
              <DeviceRow key={device._id} device={device} onEnd={() => void attempt(api.endSessionOf(user._id, device._id).finally(read))} />
            ))}
          </Group>
        )}
      </div>
      <Actions>
        {devices !== null && devices.length > 1 && (
          <button type="button" class={controls.quietDanger} onClick={() => void endAll()}>
            {words.signOut}
          </button>
        )}
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
          {t.notice.close}
        </button>
      </Actions>
    </Dialog>
  );
}
