// Being in: the list at the start, the conversation beside it; on a phone one of the two.

import { narrow } from '../lib/device.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { readers } from '../state/beside.ts';
import { conversation, listed } from '../state/conversations.ts';
import { lightbox } from '../state/lightbox.ts';
import { spoken } from '../state/notices.ts';
import { acting, creating, deleting } from '../state/view.ts';
import { ActionSheet } from './ActionSheet.tsx';
import { ConfirmDelete } from './ConfirmDelete.tsx';
import { ConversationView } from './ConversationView.tsx';
import { Lightbox } from './Lightbox.tsx';
import { Missing, NoneSelected } from './Empty.tsx';
import { NewConversation } from './NewConversation.tsx';
import { ReadBy } from './ReadBy.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Toasts } from './Toasts.tsx';
import styles from './Shell.module.css';

export function Shell() {
  const open = conversation(openId.value);
  const listAlone = narrow.value && openId.value === null;
  return (
    <div class={`${styles.shell} ${openId.value ? styles.opened : ''}`}>
      {open && (
        <a class={styles.skip} href="#messages">
          {t.skip}
        </a>
      )}
      <div class={styles.list} role={listAlone ? 'main' : undefined}>
        <nav class={styles.nav} aria-label={t.list.label}>
          <Sidebar />
        </nav>
      </div>
      <main class={styles.pane} hidden={listAlone}>
        {open ? <ConversationView key={open._id} conversation={open} /> : openId.value === null ? <NoneSelected /> : listed.value && <Missing />}
        <Toasts />
      </main>
      {creating.value && <NewConversation />}
      {acting.value && <ActionSheet key={acting.value} />}
      {readers.value && <ReadBy key={readers.value} />}
      {lightbox.value && <Lightbox message={lightbox.value} />}
      {deleting.value && <ConfirmDelete key={deleting.value} />}
      <p class="hidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}
