// Straight to a conversation by a few letters of its name; the last row looks for the letters in messages.

import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { meet } from '../chapters/conversations.ts';
import { go, replace } from '../lib/route.ts';
import { narrow } from '../lib/device.ts';
import { fits } from '../lib/plain.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation, User } from '../protocol.ts';
import { ordered, other, title } from '../state/conversations.ts';
import { kindOf, lastSeen, online } from '../state/presence.ts';
import { words as sought } from '../state/search.ts';
import { myId } from '../state/session.ts';
import { switching } from '../state/view.ts';
import { ConversationAvatar, PersonAvatar } from './Avatar.tsx';
import { Dialog } from './Dialog.tsx';
import { Icon } from './Icon.tsx';
import { KindTag } from './KindTag.tsx';
import { seek } from './search-field.ts';
import styles from './Switcher.module.css';

const MOST = 8;

type Goal = { kind: 'room'; room: Conversation } | { kind: 'person'; user: User } | { kind: 'words' };

export function Switcher() {
  const [words, setWords] = useState('');
  const [people, setPeople] = useState<User[]>([]);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const close = () => (switching.value = false);
  useEffect(() => input.current?.focus(), []);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => void api.users(words.trim()).then(({ users }) => current && setPeople(users), () => undefined), 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words]);

  const rooms = ordered.value.filter((each) => fits(title(each, myId()), words)).slice(0, MOST);
  const met = new Set(ordered.value.map((each) => other(each, myId())?._id));
  const strangers = people.filter((user) => user._id !== myId() && !user.disabled && !met.has(user._id)).slice(0, MOST - rooms.length);
  const goals: Goal[] = [...rooms.map((room) => ({ kind: 'room' as const, room })), ...strangers.map((user) => ({ kind: 'person' as const, user }))];
  if (words.trim() !== '') goals.push({ kind: 'words' });
  const current = Math.min(at, goals.length - 1);

  const choose = (goal: Goal) => {
    close();
    if (goal.kind === 'room') go(goal.room._id);
    else if (goal.kind === 'person') void attempt(meet(goal.user._id));
    else {
      sought.value = words.trim();
      if (narrow.peek()) replace(null);
      seek();
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const goal = goals[current];
    if (step !== undefined && goals.length > 0) {
      event.preventDefault();
      const next = (current + step + goals.length) % goals.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && goal) {
      event.preventDefault();
      choose(goal);
    }
  };

  return (
    <Dialog title={t.switcher.title} bare onClose={close}>
      <div class={styles.field}>
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-activedescendant={goals.length > 0 ? `goal-${current}` : undefined}
          aria-label={t.switcher.find}
          placeholder={t.switcher.find}
          value={words}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={key}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="button" class={styles.key} onClick={close}>
          {t.switcher.escape}
          <span class="hidden"> {t.notice.close}</span>
        </button>
      </div>
      <ul ref={list} id="switcher-list" class={styles.goals} role="listbox" aria-label={t.switcher.title}>
        {goals.map((goal, index) => (
          <li
            key={goal.kind === 'room' ? goal.room._id : goal.kind === 'person' ? goal.user._id : 'words'}
            id={`goal-${index}`}
            class={`${styles.goal} ${goal.kind === 'words' ? styles.words : ''}`}
            role="option"
            aria-selected={index === current}
            onPointerMove={() => index !== current && setAt(index)}
            onClick={() => choose(goal)}
          >
            <Row goal={goal} words={words.trim()} />
            {index === current && (
              <kbd class={styles.key} aria-hidden="true">
                {t.switcher.enter}
              </kbd>
            )}
          </li>
        ))}
      </ul>
      {goals.length === 0 && <p class={styles.none}>{t.switcher.none}</p>}
    </Dialog>
  );
}

function Row({ goal, words }: { goal: Goal; words: string }) {
  if (goal.kind === 'words') {
    return (
      <>
        <span class={styles.lens}>
          <Icon name="search" size={18} />
        </span>
        <span class={styles.more}>{t.switcher.messages(words)}</span>
      </>
    );
  }
  const name = goal.kind === 'room' ? title(goal.room, myId()) : goal.user.displayName;
  return (
    <>
      {goal.kind === 'room' ? <ConversationAvatar conversation={goal.room} size={32} /> : <PersonAvatar person={goal.user} size={32} presence />}
      <bdi class={styles.name}>{name}</bdi>
      <bdi class={styles.beside}>{goal.kind === 'room' ? beside(goal.room) : `@${goal.user.username}`}</bdi>
      {goal.kind === 'person' && <KindTag kind={kindOf(goal.user)} />}
    </>
  );
}

function beside(room: Conversation): string {
  if (room.unreadCount > 0 && room.notifications !== 'none') return t.switcher.unread(room.unreadCount);
  const person = other(room, myId());
  if (!person) return t.presence.people(room.participantCount);
  if (online.value.has(person._id)) return t.presence.online;
  const moment = lastSeen.value.get(person._id);
  return moment ? t.presence.lastSeen(short(moment)) : `@${person.username}`;
}
