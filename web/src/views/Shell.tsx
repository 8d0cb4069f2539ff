// Being in: the list at the start, the conversation beside it, and on demand what there is to know about it; on a phone one of them.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { narrow } from '../lib/device.ts';
import { openId, settingsPage } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { readers } from '../state/beside.ts';
import { conversation, listed } from '../state/conversations.ts';
import { lightbox } from '../state/lightbox.ts';
import { spoken } from '../state/notices.ts';
import { ended } from '../state/session.ts';
import { explaining } from '../state/popups.ts';
import { acting, creating, deleting, detailing, helping, leaving, switching } from '../state/view.ts';
import { ActionSheet } from './ActionSheet.tsx';
import { ConfirmDelete } from './ConfirmDelete.tsx';
import { ConfirmSignOut } from './ConfirmSignOut.tsx';
import { ConversationView } from './ConversationView.tsx';
import { Lightbox } from './Lightbox.tsx';
import { useDetailsWay } from './details-way.ts';
import { NoneSelected } from './Empty.tsx';
import { useKeys } from './keys.ts';
import { lazy } from './lazy.ts';
import { NewConversation } from './NewConversation.tsx';
import { PopupsExplained } from './Popups.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { ReadBy } from './ReadBy.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Switcher } from './Switcher.tsx';
import { Toasts } from './Toasts.tsx';
import { Unknown } from './Unknown.tsx';
import styles from './Shell.module.css';

const Details = lazy(async () => (await import('./Details.tsx')).Details);
const Settings = lazy(async () => (await import('./Settings.tsx')).Settings);
const Shortcuts = lazy(async () => (await import('./Shortcuts.tsx')).Shortcuts);

export function Shell() {
  useKeys();
  const settings = settingsPage.value !== null;
  return (
    <>
      {settings ? <Settings /> : <Rooms />}
      {switching.value && <Switcher />}
      {helping.value && <Shortcuts />}
      {explaining.value && <PopupsExplained />}
      {leaving.value && <ConfirmSignOut />}
      {ended.value && <SignInAgain />}
      <Spoken />
    </>
  );
}

function Rooms() {
  const open = conversation(openId.value);
  const listAlone = narrow.value && openId.value === null;
  useWayBack();
  const details = open !== undefined && detailing.value;
  // Where the panel covers the rest, the rest is out of reach.
  const covered = details && (narrow.value || matchMedia('(max-width: 1023.98px)').matches);
  useDetailsWay();
  // Where it would cover another conversation, the panel stays with its own.
  useEffect(() => {
    if (!matchMedia('(min-width: 1280px)').matches) detailing.value = false;
  }, [openId.value]);
  return (
    <div class={`${styles.shell} ${openId.value ? styles.opened : ''} ${details ? styles.detailed : ''}`}>
      {open && !covered && (
        <a class={styles.skip} href="#messages" onClick={skip}>
          {t.skip}
        </a>
      )}
      <div class={styles.list} role={listAlone ? 'main' : undefined} inert={covered}>
        <nav class={styles.nav} aria-label={t.list.label}>
          <Sidebar />
        </nav>
        {listAlone && <Toasts />}
      </div>
      <main class={styles.pane} hidden={listAlone} inert={covered}>
        {open ? <ConversationView key={open._id} conversation={open} /> : openId.value === null ? <NoneSelected /> : listed.value && <Unknown key={openId.value} id={openId.value} />}
        {!open && !listAlone && <Toasts />}
      </main>
      {details && <Details conversation={open} covers={covered} />}
      {creating.value && <NewConversation />}
      {acting.value && <ActionSheet key={acting.value} />}
      {readers.value && <ReadBy key={readers.value} />}
      {lightbox.value && <Lightbox message={lightbox.value} />}
      {deleting.value && <ConfirmDelete key={deleting.value} />}
    </div>
  );
}

/** Whoever leaves a conversation by key is at its place in the list, or at the first. */
function useWayBack(): void {
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    const from = last.current;
    last.current = openId.value;
    if (openId.value !== null || from === null) return;
    const { activeElement } = document;
    // Hidden with the conversation, it does not know yet.
    if (activeElement && activeElement !== document.body && activeElement.getClientRects().length > 0) return;
    (document.querySelector<HTMLElement>(`[data-listed="${CSS.escape(from)}"]`) ?? document.querySelector<HTMLElement>('[data-listed]'))?.focus({ preventScroll: true });
  }, [openId.value]);
}

/** Without an address of its own: the hash is for links from outside. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('messages')?.focus();
}

/** By itself, so that news redraws nothing else, and changes its text once. */
function Spoken() {
  return (
    <p class="hidden" aria-live="polite">
      {spoken.value}
    </p>
  );
}
