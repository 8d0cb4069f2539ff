// The list of conversations, with who we are at its foot; while something is looked for, what was found.

import { useRef, useState } from 'preact/hooks';
import { openHit } from '../chapters/search.ts';
import { isMac, narrow } from '../lib/device.ts';
import { fits, withoutOperators } from '../lib/plain.ts';
import { go, openId, openSettings } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { connected } from '../state/connection.ts';
import { listed, ordered, strangers, title } from '../state/conversations.ts';
import { endSearch, hits, seeking, within, words } from '../state/search.ts';
import { me, myId, serverName } from '../state/session.ts';
import { creating } from '../state/view.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Banner } from './Banner.tsx';
import { ConversationRow } from './ConversationRow.tsx';
import { walk } from './focus.ts';
import { Icon } from './Icon.tsx';
import { Mark } from './Mark.tsx';
import { PersonRow } from './PersonRow.tsx';
import { PopupsOffer } from './Popups.tsx';
import { SEARCH_FIELD } from './search-field.ts';
import { SearchResults } from './SearchResults.tsx';
import controls from '../styles/controls.module.css';
import styles from './Sidebar.module.css';

export const SETTINGS_BUTTON = 'to-settings';

export function Sidebar() {
  return (
    <div class={styles.sidebar}>
      <header class={styles.top}>
        <Mark size={26} />
        <h1>{serverName()}</h1>
        {narrow.value && <SettingsButton />}
        <button type="button" class={controls.icon} aria-label={t.list.newConversation} title={t.list.newConversation} onClick={() => (creating.value = true)}>
          <Icon name="compose" size={narrow.value ? 22 : 20} />
        </button>
      </header>
      {narrow.value && <Banner />}
      <SearchField />
      {seeking() ? <SearchResults /> : <Rows />}
      {listed.value && !seeking() && <PopupsOffer />}
      {!narrow.value && <Foot />}
    </div>
  );
}

function SearchField() {
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && seeking()) {
      event.preventDefault();
      endSearch();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      document.querySelector<HTMLElement>(seeking() ? '[data-hit]' : '[data-listed]')?.focus();
    } else if (event.key === 'Enter' && words.value.trim() !== '') enter();
  };
  return (
    <label class={styles.search}>
      <Icon name="search" size={18} />
      <input
        id={SEARCH_FIELD}
        type="search"
        placeholder={t.list.search}
        aria-label={t.list.searchLabel}
        value={words}
        onInput={(event) => (words.value = event.currentTarget.value)}
        onKeyDown={key}
        autocomplete="off"
        spellcheck={false}
      />
      {seeking() ? (
        <button type="button" class={styles.clear} aria-label={t.list.clear} onClick={endSearch}>
          <Icon name="close" size={16} />
        </button>
      ) : (
        <kbd aria-hidden="true">{isMac() ? t.list.shortcutMac : t.list.shortcut}</kbd>
      )}
    </label>
  );
}

/** To the first that fits: a room, or else a message. */
function enter(): void {
  const name = withoutOperators(words.value);
  const room = within.value ? undefined : ordered.value.find((each) => name !== '' && fits(title(each, myId()), name));
  const hit = hits.value.results[0];
  if (room) {
    endSearch();
    go(room._id);
  } else if (hit) openHit(hit);
}

/** Tab comes to one row, where one was last or the open one; the arrows lead on from there. */
function Rows() {
  const all = ordered.value;
  const unmet = strangers(myId());
  const list = useRef<HTMLUListElement>(null);
  const [last, setLast] = useState<string | null>(null);
  const ids = [...all, ...unmet].map(({ _id }) => _id);
  const stop = [last, openId.value].find((id) => id !== null && ids.includes(id)) ?? ids[0];
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-listed]') ?? [])];
  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowUp' && event.target === rows()[0]) document.getElementById(SEARCH_FIELD)?.focus();
    else walk(event, rows());
  };
  return (
    <ul
      ref={list}
      class={styles.rows}
      onKeyDown={key}
      onFocusIn={(event) => setLast((event.target as HTMLElement).dataset.listed ?? null)}
      onFocusOut={(event) => list.current?.contains(event.relatedTarget as Node | null) || setLast(null)}
    >
      {all.map((each) => (
        <li key={each._id}>
          <ConversationRow conversation={each} current={each._id === openId.value} reachable={each._id === stop} />
        </li>
      ))}
      {unmet.map((person) => (
        <li key={person._id}>
          <PersonRow person={person} reachable={person._id === stop} />
        </li>
      ))}
      {listed.value && all.length === 0 && (
        <li class={styles.none}>
          <strong>{t.list.emptyTitle}</strong>
          <p>{t.list.emptyLead}</p>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={() => (creating.value = true)}>
            {t.list.newConversation}
          </button>
        </li>
      )}
    </ul>
  );
}

function SettingsButton() {
  return (
    <button id={SETTINGS_BUTTON} type="button" class={controls.icon} aria-label={t.settings.title} title={t.settings.title} onClick={() => openSettings(narrow.peek() ? '' : 'profile')}>
      <Icon name="gear" size={narrow.value ? 22 : 20} />
    </button>
  );
}

function Foot() {
  const user = me.value;
  if (!user) return null;
  return (
    <footer class={styles.foot}>
      <PersonAvatar person={user} size={32} presence />
      <p>
        <bdi>{user.displayName}</bdi>
        <span>{connected.value ? t.presence.online : t.presence.reconnecting}</span>
      </p>
      <SettingsButton />
    </footer>
  );
}
