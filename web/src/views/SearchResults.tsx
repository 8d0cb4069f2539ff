// What was found: people and rooms first, then messages with the words that were looked for.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { meet } from '../chapters/conversations.ts';
import { look, openHit } from '../chapters/search.ts';
import { go, openId } from '../lib/route.ts';
import { fits, marksIn, withoutOperators } from '../lib/plain.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation, FoundMessage, User } from '../protocol.ts';
import { conversation, firstName, ordered, other, title } from '../state/conversations.ts';
import { kindOf } from '../state/presence.ts';
import { myId } from '../state/session.ts';
import { chosen, endSearch, hits, onlyFiles, within, words } from '../state/search.ts';
import { ConversationAvatar, PersonAvatar } from './Avatar.tsx';
import { walk } from './focus.ts';
import { KindTag } from './KindTag.tsx';
import { Marked } from './Marked.tsx';
import { Said } from './Said.tsx';
import { seek } from './search-field.ts';
import controls from '../styles/controls.module.css';
import styles from './SearchResults.module.css';

const PAUSE = 150;
const ROOMS = 5;

/** Conversations and people whose names fit, and nothing where only messages are asked for. */
function useNames(): { rooms: Conversation[]; people: User[] } {
  const [people, setPeople] = useState<User[]>([]);
  const name = within.value || onlyFiles.value ? '' : withoutOperators(words.value);
  useEffect(() => {
    let current = true;
    const ask = () => api.users(name).then(({ users }) => current && setPeople(users), () => undefined);
    const timer = name === '' ? undefined : setTimeout(() => void ask(), PAUSE);
    if (name === '') setPeople([]);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  if (name === '') return { rooms: [], people: [] };
  const rooms = ordered.value.filter((each) => fits(title(each, myId()), name)).slice(0, ROOMS);
  const met = new Set(ordered.value.map((each) => other(each, myId())?._id));
  const strangers = people.filter((user) => user._id !== myId() && !user.disabled && !met.has(user._id) && fits(user.displayName, name));
  return { rooms, people: strangers.slice(0, ROOMS) };
}

export function SearchResults() {
  const { rooms, people } = useNames();
  const { status, results, next } = hits.value;
  const narrowed = [words.value.trim(), within.value, onlyFiles.value].join('\n');
  useEffect(() => {
    const timer = setTimeout(() => void look(), PAUSE);
    return () => clearTimeout(timer);
  }, [narrowed]);

  const name = withoutOperators(words.value);
  const nothing = status === 'ready' && results.length === 0 && rooms.length + people.length === 0;
  return (
    <div class={styles.results} onKeyDown={key}>
      <Chips />
      {rooms.length + people.length > 0 && (
        <section aria-labelledby="found-names">
          <h2 id="found-names">{t.search.names}</h2>
          <ul>
            {rooms.map((each) => (
              <li key={each._id}>
                <button type="button" class={styles.hit} data-hit onClick={() => (endSearch(), go(each._id))}>
                  <ConversationAvatar conversation={each} size={40} />
                  <Name name={title(each, myId())} words={name} below={each.type === 'direct' ? `@${other(each, myId())?.username}` : t.presence.people(each.participantCount)} />
                </button>
              </li>
            ))}
            {people.map((user) => (
              <li key={user._id}>
                <button type="button" class={styles.hit} data-hit onClick={() => (endSearch(), void attempt(meet(user._id)))}>
                  <PersonAvatar person={user} size={40} presence />
                  <Name name={user.displayName} words={name} below={`@${user.username}`} />
                  <KindTag kind={kindOf(user)} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {results.length > 0 && (
        <section aria-labelledby="found-messages">
          <h2 id="found-messages">{next ? t.search.messagesMore(results.length) : t.search.messages(results.length)}</h2>
          <ul>
            {results.map((each) => (
              <li key={each.message._id}>
                <Hit found={each} />
              </li>
            ))}
          </ul>
          {next && (
            <button type="button" class={`${controls.quiet} ${styles.more}`} data-hit onClick={() => void look(true)}>
              {t.search.more}
            </button>
          )}
        </section>
      )}
      {nothing && (
        <div class={styles.nothing}>
          <h2>{words.value.trim() ? t.search.nothing(words.value.trim()) : t.search.nothingAtAll}</h2>
          <p>{t.search.nothingLead}</p>
          <button type="button" class={`${controls.button} ${controls.small} ${controls.secondary}`} onClick={() => (endSearch(), seek())}>
            {t.list.clear}
          </button>
        </div>
      )}
      {status === 'failed' && (
        <div class={styles.nothing}>
          <p role="alert">{t.search.failed}</p>
          <button type="button" class={`${controls.button} ${controls.small} ${controls.secondary}`} onClick={() => void look()}>
            {t.conversation.tryAgain}
          </button>
        </div>
      )}
      <p class="hidden" role="status">
        {status === 'ready' && t.search.found(results.length + rooms.length + people.length)}
      </p>
    </div>
  );
}

function Name({ name, words: sought, below }: { name: string; words: string; below: string }) {
  return (
    <span class={styles.about}>
      <bdi class={styles.name}>
        <Marked text={name} marks={marksIn(name, sought)} />
      </bdi>
      <bdi class={styles.below}>{below}</bdi>
    </span>
  );
}

function Hit({ found }: { found: FoundMessage }) {
  const { message, conversationId, snippet } = found;
  const where = conversation(conversationId);
  const mine = message.sender._id === myId();
  const isChosen = chosen.value === message._id && openId.value === conversationId;
  return (
    <button type="button" class={`${styles.hit} ${styles.message} ${isChosen ? styles.chosen : ''}`} data-hit aria-current={isChosen ? 'true' : undefined} onClick={() => openHit(found)}>
      {where ? <ConversationAvatar conversation={where} size={40} /> : <PersonAvatar person={message.sender} size={40} />}
      <span class={styles.about}>
        <span class={styles.line}>
          <bdi class={styles.name}>{where ? title(where, myId()) : message.sender.displayName}</bdi>
          <time dateTime={message.createdAt}>{short(message.createdAt)}</time>
        </span>
        <span class={styles.snippet} dir="auto">
          <Said class={styles.who} who={mine ? t.list.you : firstName(message.sender.displayName)} />
          {snippet.text ? <Marked text={snippet.text} marks={snippet.marks} /> : (message.fileName ?? (message.type === 'image' ? t.message.photo : t.message.file))}
        </span>
      </span>
    </button>
  );
}

function Chips() {
  const here = conversation(within.value ?? openId.value);
  const inHere = within.value !== null;
  const everywhere = !inHere && !onlyFiles.value;
  const from = () => {
    if (!/\bfrom:/i.test(words.value)) words.value = `${words.value.trim()} from:`.trimStart();
    seek();
  };
  return (
    <div class={styles.chips} role="group" aria-label={t.search.narrow}>
      <Chip
        on={everywhere}
        label={t.search.everywhere}
        onClick={() => {
          within.value = null;
          onlyFiles.value = false;
        }}
      />
      {here && <Chip on={inHere} label={t.search.within(title(here, myId()))} onClick={() => (within.value = inHere ? null : here._id)} />}
      <Chip on={/\bfrom:\S/i.test(words.value)} label={t.search.from} onClick={from} />
      <Chip on={onlyFiles.value} label={t.search.withFiles} onClick={() => (onlyFiles.value = !onlyFiles.value)} />
    </div>
  );
}

function Chip({ on, label, onClick }: { on: boolean; label: string; onClick: () => void }) {
  return (
    <button type="button" class={styles.chip} aria-pressed={on} onClick={onClick}>
      <bdi>{label}</bdi>
    </button>
  );
}

/** The arrows lead through what was found, and back into the field. */
function key(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('[data-hit]')];
  if (!all.includes(event.target as HTMLElement)) return;
  if (event.key === 'ArrowUp' && event.target === all[0]) {
    event.preventDefault();
    seek();
  } else walk(event, all);
}
