// Finding people by name, and picking one or several of them.

import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { t } from '../locales/index.ts';
import type { User, UserId } from '../protocol.ts';
import { kindOf } from '../state/presence.ts';
import { myId } from '../state/session.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Field } from './Field.tsx';
import { walk } from './focus.ts';
import { Icon } from './Icon.tsx';
import { KindTag } from './KindTag.tsx';
import styles from './PeoplePicker.module.css';

const PAUSE = 150;

interface Props {
  autofocus?: boolean;
  picked: readonly User[];
  onPicked: (picked: User[]) => void;
  onWrong: (sentence: string) => void;
  /** Who is there already. */
  without?: ReadonlySet<UserId>;
}

export function PeoplePicker({ autofocus = true, picked, onPicked, onWrong, without }: Props) {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<User[] | null>(null);

  useEffect(() => {
    let current = true;
    const look = async () => {
      try {
        const { users } = await api.users(words.trim());
        if (current) setFound(users.filter((user) => user._id !== myId() && !user.disabled && !without?.has(user._id)));
      } catch (error) {
        if (current) onWrong((error as Error).message);
      }
    };
    const timer = setTimeout(() => void look(), found === null ? 0 : PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words]);

  const list = useRef<HTMLDivElement>(null);
  /** From the field into the list, through it and back. */
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const field = list.current?.querySelector<HTMLElement>('input');
    const people = [...(list.current?.querySelectorAll<HTMLElement>('[data-person]') ?? [])];
    const target = event.target as HTMLElement;
    if (field && event.key === 'ArrowUp' && target === people[0]) {
      event.preventDefault();
      field.focus();
    } else if (people.includes(target) || (target === field && event.key === 'ArrowDown')) walk(event, people);
  };

  const isPicked = (user: User) => picked.some((each) => each._id === user._id);
  const toggle = (user: User) => {
    onPicked(isPicked(user) ? picked.filter((each) => each._id !== user._id) : [...picked, user]);
    if (words === '') return;
    // They were found; the next name can be typed.
    setWords('');
    list.current?.querySelector('input')?.focus();
  };

  return (
    <div ref={list} class={styles.picker} onKeyDown={key}>
      <Field label={t.create.find} value={words} onValue={setWords} autocomplete="off" autofocus={autofocus} placeholder={t.create.findHint} />
      {picked.length > 0 && (
        <ul class={styles.picked} aria-label={t.create.picked}>
          {picked.map((user) => (
            <li key={user._id}>
              <button type="button" onClick={() => toggle(user)}>
                <span class="hidden">{t.create.unpick} </span>
                <PersonAvatar person={user} size={20} />
                <bdi>{user.displayName}</bdi>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul class={styles.people} aria-busy={found === null}>
        {found?.map((user) => (
          <li key={user._id}>
            <button type="button" data-person aria-pressed={isPicked(user)} onClick={() => toggle(user)}>
              <PersonAvatar person={user} size={32} presence />
              <bdi class={styles.name}>{user.displayName}</bdi>
              <bdi class={styles.handle}>@{user.username}</bdi>
              <KindTag kind={kindOf(user)} />
              {isPicked(user) && <Icon name="check" size={18} />}
            </button>
          </li>
        ))}
        {found?.length === 0 && <li class={styles.none}>{t.create.none}</li>}
      </ul>
    </div>
  );
}
