// A device that is signed in: what it is, since when, and the way to sign it out.

import { agent } from '../../lib/agent.ts';
import { short } from '../../lib/time.ts';
import { t } from '../../locales/index.ts';
import type { Device } from '../../protocol.ts';
import { Row } from './parts.tsx';
import controls from '../../styles/controls.module.css';

export function DeviceRow({ device, onEnd }: { device: Device; onEnd: () => void }) {
  const words = t.settings.sessions;
  const { browser, system, handheld } = agent(device.userAgent ?? '');
  const name = browser && system ? words.on(browser, system) : browser || system || device.userAgent || words.unknown;
  return (
    <Row sign={handheld ? 'phone' : 'monitor'} title={name} below={words.since(short(device.createdAt))}>
      {device.current ? (
        <span class={`${controls.tag} ${controls.good}`}>{words.here}</span>
      ) : (
        <button type="button" class={`${controls.button} ${controls.secondary} ${controls.small}`} onClick={onEnd}>
          {t.list.signOut}
          <span class="hidden"> {name}</span>
        </button>
      )}
    </Row>
  );
}
