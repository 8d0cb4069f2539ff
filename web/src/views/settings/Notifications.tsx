// How this browser calls somebody.

import { t } from '../../locales/index.ts';
import { permission, want, wanted } from '../../state/popups.ts';
import { prefer, preferences } from '../../state/preferences.ts';
import { askForPopups, secureWay } from '../Popups.tsx';
import { Group, Notice, Page, SwitchRow } from './parts.tsx';
import controls from '../../styles/controls.module.css';

export function Notifications() {
  const words = t.settings.notifications;
  const way = secureWay();
  const on = permission.value === 'granted' && wanted.value === true;
  const change = (wish: boolean) => {
    if (wish) void askForPopups();
    else want(false);
  };
  return (
    <Page title={t.settings.pages.notifications} lead={t.settings.thisBrowser}>
      {permission.value === 'insecure' && wanted.value !== false && (
        <Notice
          sign="lock"
          title={t.shell.insecureTitle}
          action={
            way && (
              <a class={`${controls.button} ${controls.secondary} ${controls.small}`} href={way.address}>
                {way.action}
              </a>
            )
          }
          onClose={() => want(false)}
        >
          {t.shell.insecureLead(location.origin)} {way?.how ?? t.shell.insecureFix}
        </Notice>
      )}
      <Group>
        <SwitchRow sign="bell" title={t.shell.popups} below={below()} on={on} lacking={!['granted', 'default'].includes(permission.value)} onChange={change} />
        <SwitchRow sign="bubble" title={words.sound} below={words.soundHelp} on={preferences.value.sound} onChange={(sound) => prefer({ sound })} />
      </Group>
    </Page>
  );
}

/** What they do, or what they lack. */
function below(): string {
  switch (permission.value) {
    case 'insecure':
      return t.shell.needsHttps;
    case 'denied':
      return t.shell.areBlocked;
    case 'unsupported':
      return t.shell.notHere;
    default:
      return t.shell.popupsHelp;
  }
}
