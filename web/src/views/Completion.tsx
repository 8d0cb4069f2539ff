// What a word at the caret could become: people behind `@`, emoji behind `:`. The focus stays in the field.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { findPeople } from '../chapters/people.ts';
import { asked, people, type Asked } from '../lib/completion.ts';
import { insert } from '../lib/insert.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Person } from '../protocol.ts';
import { emoji, loadEmoji, noteEmoji } from '../state/emoji.ts';
import { myId } from '../state/session.ts';
import { PersonAvatar } from './Avatar.tsx';
import styles from './Completion.module.css';

const MOST = 8;

interface Choice {
  key: string;
  /** What takes the place of what was typed. */
  words: string;
  person?: Person;
  sign: string;
  name: string;
  more: string;
  emoji?: string;
}

export interface Completing {
  choices: readonly Choice[];
  at: number;
  /** Looks at the caret again. */
  look: () => void;
  /** True where the key was for the list. */
  key: (event: KeyboardEvent) => boolean;
  accept: (choice: Choice) => void;
  close: () => void;
}

export function useCompletion(conversation: Conversation, area: RefObject<HTMLTextAreaElement | null>): Completing {
  const [wanted, setWanted] = useState<Asked | null>(null);
  const [at, setAt] = useState(0);
  /** The sign that Esc was pressed at: it asks no more. */
  const closed = useRef(-1);

  const look = () => {
    const { current } = area;
    if (!current || current.selectionStart !== current.selectionEnd) return setWanted(null);
    const next = asked(current.value, current.selectionStart);
    if (next?.from !== closed.current) closed.current = -1;
    if (next?.kind === ':' && !emoji.peek()) void loadEmoji().catch(() => undefined);
    setWanted((before) => {
      if (before?.from !== next?.from || before?.words !== next?.words) setAt(0);
      return next && next.from !== closed.current ? next : null;
    });
  };
  useEffect(() => setWanted(null), [conversation._id]);

  const [others, setOthers] = useState<readonly Person[]>([]);
  const words = wanted?.kind === '@' ? wanted.words : '';
  // A conversation tells of its first hundred; behind them the house is asked.
  const partial = conversation.participantCount > conversation.participants.length;
  useEffect(() => {
    if (!partial || words === '') return setOthers([]);
    let here = true;
    void findPeople(words).then((found) => here && setOthers(found));
    return () => void (here = false);
  }, [partial, words]);

  const choices = wanted === null ? [] : wanted.kind === '@' ? names(conversation, wanted.words, others) : signs(wanted.words);
  const close = () => {
    closed.current = wanted?.from ?? -1;
    setWanted(null);
  };
  const accept = (choice: Choice) => {
    const { current } = area;
    if (!current || !wanted) return;
    if (choice.emoji) noteEmoji(choice.emoji);
    setWanted(null);
    insert(current, `${choice.words} `, wanted.from, wanted.to);
    setWanted(null);
  };
  const key = (event: KeyboardEvent): boolean => {
    if (choices.length === 0) return false;
    const chosen = choices[Math.min(at, choices.length - 1)];
    if (event.key === 'ArrowDown') setAt((at + 1) % choices.length);
    else if (event.key === 'ArrowUp') setAt((at + choices.length - 1) % choices.length);
    else if (event.key === 'Escape') close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && !event.ctrlKey && !event.metaKey && chosen) accept(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { choices, at: Math.min(at, Math.max(0, choices.length - 1)), look, key, accept, close };
}

function names(conversation: Conversation, words: string, more: readonly Person[]): Choice[] {
  const known = new Map([...conversation.participants.map(({ user }) => user), ...more].map((person) => [person._id, person]));
  known.delete(myId());
  const found = people([...known.values()], words, MOST).map((person): Choice => {
    return { key: person._id, words: `@${person.username}`, person, sign: '', name: person.displayName, more: `@${person.username}` };
  });
  const everybody = conversation.type !== 'direct' && 'here'.startsWith(words.toLowerCase());
  if (everybody) found.splice(words === '' ? found.length : 0, 0, { key: 'here', words: '@here', sign: '@', name: t.completion.here, more: '@here' });
  return found.slice(0, MOST);
}

function signs(words: string): Choice[] {
  return (emoji.value?.search(words, MOST) ?? []).map((each) => {
    return { key: each.emoji, words: each.emoji, emoji: each.emoji, sign: each.emoji, name: each.name, more: each.shortcode && `:${each.shortcode}:` };
  });
}

export const choiceId = (at: number): string => `choice-${at}`;

export function Completion({ completing: { choices, at, accept } }: { completing: Completing }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at]);
  if (choices.length === 0) return null;
  return (
    <ul ref={list} class={styles.list} id="choices" role="listbox" aria-label={t.completion.label}>
      {choices.map((choice, place) => (
        <li
          key={choice.key}
          id={choiceId(place)}
          class={styles.choice}
          role="option"
          aria-selected={place === at}
          // The focus stays where one writes.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => accept(choice)}
        >
          {choice.person ? <PersonAvatar person={choice.person} size={20} /> : <span class={choice.emoji ? styles.emoji : styles.sign}>{choice.sign}</span>}
          <bdi class={styles.name}>{choice.name}</bdi>
          <span class={styles.more}>{choice.more}</span>
        </li>
      ))}
    </ul>
  );
}
