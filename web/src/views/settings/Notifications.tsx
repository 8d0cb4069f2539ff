// How this browser calls somebody.

import { t } from '../../locales/index.ts';
import { prefer, preferences } from '../../state/preferences.ts';
import { Group, Page, SwitchRow } from './parts.tsx';

export function Notifications() {
  const words = t.settings.notifications;
  return (
    <Page title={t.settings.pages.notifications} lead={t.settings.thisBrowser}>
      <Group>
        <SwitchRow sign="bell" title={words.sound} below={words.soundHelp} on={preferences.value.sound} onChange={(sound) => prefer({ sound })} />
      </Group>
    </Page>
  );
}
