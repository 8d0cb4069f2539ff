// The list of conversations, with who we are at its foot.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isMac, narrow } from '../lib/device.ts';
import { go, openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { connected } from '../state/connection.ts';
import { listed, ordered, title } from '../state/conversations.ts';
import { me, myId, serverName } from '../state/session.ts';
import { creating } from '../state/view.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Banner } from './Banner.tsx';
import { askSignOut } from './ConfirmSignOut.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { Icon } from './Icon.tsx';
import { Mark } from './Mark.tsx';
import { PopupsOffer } from './Popups.tsx';
import controls from '../styles/controls.module.css';
import styles from './Sidebar.module.css';

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

function matching(words: string): Conversation[] {
  const wanted = plain(words).split(/\s+/u).filter(Boolean);
  return ordered.value.filter((each) => wanted.every((word) => plain(title(each, myId())).includes(word)));
}

export function Sidebar() {
  const search = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const found = matching(search.value);

  useEffect(() => {
    const shortcut = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', shortcut);
    return () => removeEventListener('keydown', shortcut);
  }, []);

  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') search.value = '';
    const first = found[0];
    if (event.key !== 'Enter' || event.isComposing || search.value === '' || !first) return;
    search.value = '';
    go(first._id);
  };

  return (
    <div class={styles.sidebar}>
      <header class={styles.top}>
        <Mark size={26} />
        <h1>{serverName()}</h1>
        <button type="button" class={`${controls.icon} ${styles.phoneOnly}`} aria-label={t.list.signOut} onClick={() => askSignOut()}>
          <Icon name="leave" />
        </button>
        <button type="button" class={controls.icon} aria-label={t.list.newConversation} onClick={() => (creating.value = true)}>
          <Icon name="compose" />
        </button>
      </header>
      {narrow.value && <Banner />}
      <label class={styles.search}>
        <Icon name="search" size={18} />
        <input
          ref={input}
          type="search"
          placeholder={t.list.search}
          aria-label={t.list.searchLabel}
          value={search}
          onInput={(event) => (search.value = event.currentTarget.value)}
          onKeyDown={key}
          autocomplete="off"
          spellcheck={false}
        />
        <kbd aria-hidden="true">{isMac() ? t.list.shortcutMac : t.list.shortcut}</kbd>
      </label>
      <ul class={styles.rows}>
        {found.map((each) => (
          <li key={each._id}>
            <ConversationRow conversation={each} current={each._id === openId.value} />
          </li>
        ))}
        {listed.value && found.length === 0 && (
          <li class={styles.none}>
            {search.value ? (
              <>
                <strong>{t.list.noResults}</strong>
                <p>{t.list.noResultsLead(search.value)}</p>
                <button type="button" class={controls.quiet} onClick={() => (search.value = '')}>
                  {t.list.clear}
                </button>
              </>
            ) : (
              <>
                <strong>{t.list.emptyTitle}</strong>
                <p>{t.list.emptyLead}</p>
              </>
            )}
          </li>
        )}
      </ul>
      {listed.value && <PopupsOffer />}
      <Foot />
    </div>
  );
}

function Foot() {
  const user = me.value;
  if (!user) return null;
  return (
    <footer class={styles.foot}>
      <PersonAvatar person={user} size={32} />
      <p>
        <bdi>{user.displayName}</bdi>
        <span>{connected.value ? t.presence.online : t.presence.reconnecting}</span>
      </p>
      <button type="button" class={controls.icon} aria-label={t.list.signOut} title={t.list.signOut} onClick={() => askSignOut()}>
        <Icon name="leave" />
      </button>
    </footer>
  );
}
