// The settings: one's own, and those of the server. Pages at the start, the open page beside them; on a phone one of the two.

import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { narrow } from '../lib/device.ts';
import { back, openSettings, settingsPage } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { me, serverName } from '../state/session.ts';
import { Discard } from './Dialog.tsx';
import { Icon, type Sign } from './Icon.tsx';
import { useLayer } from './layer.ts';
import { lazy } from './lazy.ts';
import { Appearance } from './settings/Appearance.tsx';
import { askSignOut } from './ConfirmSignOut.tsx';
import { Notifications } from './settings/Notifications.tsx';
import { Profile } from './settings/Profile.tsx';
import { Sessions } from './settings/Sessions.tsx';
import { Writing } from './settings/Writing.tsx';
import { SETTINGS_BUTTON } from './Sidebar.tsx';
import { Toasts } from './Toasts.tsx';
import { isUnsaved } from './unsaved.ts';
import controls from '../styles/controls.module.css';
import styles from './Settings.module.css';

type Name = keyof typeof t.settings.pages;

interface Page {
  name: Name;
  sign: Sign;
  view: FunctionComponent;
}

const OWN: readonly Page[] = [
  { name: 'profile', sign: 'user', view: Profile },
  { name: 'notifications', sign: 'bell', view: Notifications },
  { name: 'appearance', sign: 'palette', view: Appearance },
  { name: 'writing', sign: 'keyboard', view: Writing },
  { name: 'sessions', sign: 'monitor', view: Sessions },
];

const admin = (load: (pages: typeof import('./admin/pages.ts')) => FunctionComponent) => lazy(async () => load(await import('./admin/pages.ts')));
const INVITATIONS: Page = { name: 'invitations', sign: 'qr', view: admin((pages) => pages.Invitations) };
const SERVER: readonly Page[] = [
  { name: 'people', sign: 'users', view: admin((pages) => pages.People) },
  INVITATIONS,
  { name: 'machines', sign: 'bot', view: admin((pages) => pages.Machines) },
  { name: 'storage', sign: 'drive', view: admin((pages) => pages.Storage) },
  { name: 'policies', sign: 'shield', view: admin((pages) => pages.Policies) },
  { name: 'audit', sign: 'history', view: admin((pages) => pages.Audit) },
];

/** To where the settings were opened; the button that did it has the focus again, unless something better took it. */
function leave(): void {
  back();
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(SETTINGS_BUTTON)?.focus();
  });
}

export function Settings() {
  const server = me.value?.role === 'admin' ? SERVER : [INVITATIONS];
  const open = [...OWN, ...server].find(({ name }) => name === settingsPage.value) ?? (narrow.value ? undefined : OWN[0]);
  /** Where to, once it is clear what becomes of the words. */
  const [asking, setAsking] = useState<(() => void) | null>(null);
  const ask = (on: () => void) => (isUnsaved() ? setAsking(() => on) : on());
  const page = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLElement>(null);
  useLayer(() => ask(leave));
  useEffect(() => {
    (open && narrow.peek() ? page.current : list.current?.querySelector<HTMLElement>('[aria-current]') ?? page.current ?? list.current)?.focus({ preventScroll: true });
  }, []);
  // On a phone the list gives way to the page, and what was pressed in it is gone.
  useEffect(() => {
    if (narrow.peek() && document.activeElement === document.body) (page.current ?? list.current)?.focus({ preventScroll: true });
  }, [open?.name]);

  return (
    <div class={styles.settings} role={narrow.value && !open ? 'main' : undefined}>
      {!(narrow.value && open) && (
        <nav ref={list} class={styles.nav} aria-label={t.settings.title} tabIndex={-1}>
          <header class={styles.header}>
            <button type="button" class={controls.icon} aria-label={t.settings.back} onClick={() => ask(leave)}>
              <Icon name="back" />
            </button>
            <h1>{t.settings.title}</h1>
          </header>
          <Group label={t.settings.you} pages={OWN} open={open} onOpen={(name) => ask(() => openSettings(name))} />
          <Group label={serverName()} pages={server} open={open} onOpen={(name) => ask(() => openSettings(name))} />
          <ul class={styles.last}>
            <li>
              <button type="button" class={styles.link} onClick={() => ask(() => void askSignOut())}>
                <Icon name="leave" />
                {t.list.signOut}
              </button>
            </li>
          </ul>
        </nav>
      )}
      {open && (
        <main ref={page} key={open.name} class={styles.page} tabIndex={0} aria-labelledby="settings-page">
          {narrow.value && (
            <header class={styles.header}>
              <button type="button" class={controls.icon} aria-label={t.settings.backToList} onClick={() => ask(back)}>
                <Icon name="back" size={22} />
              </button>
              <p class={styles.title}>{t.settings.pages[open.name]}</p>
            </header>
          )}
          <div class={styles.content}>
            <open.view />
          </div>
        </main>
      )}
      <div class={styles.toasts}>
        <Toasts />
      </div>
      {asking && <Discard onDiscard={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}

interface GroupProps {
  label: string;
  pages: readonly Page[];
  open: Page | undefined;
  onOpen: (name: Name) => void;
}

function Group({ label, pages, open, onOpen }: GroupProps) {
  return (
    <section>
      <h2 class={styles.label}>
        <bdi>{label}</bdi>
      </h2>
      <ul>
        {pages.map(({ name, sign }) => (
          <li key={name}>
            <a
              class={styles.link}
              href={`/settings/${name}`}
              aria-current={name === open?.name ? 'page' : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
                event.preventDefault();
                onOpen(name);
              }}
            >
              <Icon name={sign} />
              {t.settings.pages[name]}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
