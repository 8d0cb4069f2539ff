// One message. Others speak on the page; mine has a surface, at my side.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { toggle } from '../chapters/changes.ts';
import { memo } from '../lib/memo.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { menu, reacting, readers } from '../state/beside.ts';
import { Attachment } from './Attachment.tsx';
import { PersonAvatar } from './Avatar.tsx';
import { Icon, type Sign } from './Icon.tsx';
import { remove, startAnswer, startEdit } from './message-actions.ts';
import { QUICK, Reactions } from './Reactions.tsx';
import { Quote } from './Quote.tsx';
import { Toolbar } from './Toolbar.tsx';
import { Meta, Words } from './Words.tsx';
import controls from '../styles/controls.module.css';
import styles from './MessageRow.module.css';

interface Props {
  id: string;
  message: Message;
  mine: boolean;
  first: boolean;
  last: boolean;
  /** Shows its tools. */
  active: boolean;
  /** The one row that Tab comes to; the arrows go on from there. */
  reachable: boolean;
  edited: boolean;
  direct: boolean;
  underRead: boolean;
  /** Somebody went to it just now. */
  found: boolean;
  /** My id, where it calls me. */
  me: string;
  /** I may delete what others wrote here. */
  moderates: boolean;
}

export const MessageRow = memo(function MessageRow({ id, message, mine, first, last, active, reachable, edited, direct, underRead, found, me, moderates }: Props) {
  const row = useRef<HTMLLIElement>(null);
  useInnerStops(row, reachable);
  const file = !message.deleted && message.fileUrl !== undefined;
  /** Nothing but a file: it carries the time itself. */
  const bare = file && message.content === '';
  const changeable = mine && !message.deleted;
  const called = !mine && message.mentions?.includes(me);
  const classes = [styles.row, mine ? styles.mine : styles.theirs, first && styles.first, last && styles.last, edited && styles.edited];
  classes.push(found && styles.found, called && styles.called);
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || message.deleted) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      menu.value = { id: message._id, at: (event.target as Element).getBoundingClientRect() };
    }
    if (event.key === 'r') {
      event.preventDefault();
      startAnswer(message);
    }
    if (event.key === 'Delete' && (mine || moderates)) remove(message);
    if (!changeable) return;
    if (event.key === 'e' || event.key === 'Enter') {
      event.preventDefault();
      startEdit(message);
    }
  };
  return (
    <li ref={row} class={classes.filter(Boolean).join(' ')} data-key={id} data-message={message._id} tabIndex={reachable ? 0 : -1} onKeyDown={key}>
      {!mine && first && (
        <>
          <PersonAvatar person={message.sender} size={40} />
          <bdi class={styles.name}>{message.sender.displayName}</bdi>
        </>
      )}
      {(mine || !first) && <span class="hidden">{mine ? t.message.you : message.sender.displayName}: </span>}
      {(!bare || message.replyTo) && (
        <div class={`${styles.words} ${message.deleted ? styles.deleted : ''}`} dir="auto">
          {message.replyTo && <Quote conversationId={message.conversationId} id={message.replyTo} />}
          {!bare && <Words message={message} tail={<Meta message={message} mine={mine} />} />}
        </div>
      )}
      {file && (
        <div class={styles.attached}>
          <Attachment shown={message} message={message} meta={bare && <Meta message={message} mine={mine} alone />} />
        </div>
      )}
      {message.reactions && message.reactions.length > 0 && <Reactions message={message} />}
      {underRead && <p class={styles.read}>{direct ? t.message.read : <ReadLine message={message} />}</p>}
      {active && !message.deleted && <Tools message={message} changeable={changeable} me={me} />}
    </li>
  );
});

function Tools({ message, changeable, me }: { message: Message; changeable: boolean; me: string }) {
  const [choosing, setChoosing] = useState(false);
  const quick = useRef<HTMLButtonElement>(null);
  const smile = useRef<HTMLButtonElement>(null);
  const choose = (event: MouseEvent) => {
    setChoosing(!choosing);
    // By key: on to what has come before it.
    if (!choosing && event.detail === 0) requestAnimationFrame(() => quick.current?.focus());
  };
  const back = () => {
    setChoosing(false);
    smile.current?.focus();
  };
  const react = (emoji: string) => {
    back();
    void toggle(message, emoji, me);
  };
  const beside = (event: MouseEvent) => ({ id: message._id, at: (event.currentTarget as Element).getBoundingClientRect() });
  return (
    <Toolbar class={styles.tools} label={t.message.actions} onEscape={choosing ? back : undefined}>
      {choosing && (
        <>
          {QUICK.map((emoji, at) => (
            <button key={emoji} ref={at === 0 ? quick : undefined} type="button" class={`${controls.icon} ${styles.emoji}`} onClick={() => react(emoji)}>
              {emoji}
            </button>
          ))}
          <Tool sign="plus" label={t.emoji.more} onClick={(event) => (reacting.value = beside(event))} />
        </>
      )}
      <Tool to={smile} sign="smile" label={t.message.react} pressed={choosing} onClick={choose} />
      <Tool sign="reply" label={t.message.reply} onClick={() => startAnswer(message)} />
      {changeable && <Tool sign="edit" label={t.message.edit} onClick={() => startEdit(message)} />}
      <Tool sign="more" label={t.message.more} menu onClick={(event) => (menu.value = menu.peek() ? null : beside(event))} />
    </Toolbar>
  );
}

/** Tab comes to what is in the row one is at, and passes by what is in the others. */
function useInnerStops(row: RefObject<HTMLElement | null>, reachable: boolean): void {
  useLayoutEffect(() => {
    for (const each of row.current?.querySelectorAll<HTMLElement>('a, pre, button') ?? []) if (!each.closest('[role=toolbar]')) each.tabIndex = reachable ? 0 : -1;
  });
}

interface ToolProps {
  to?: RefObject<HTMLButtonElement | null>;
  sign: Sign;
  label: string;
  pressed?: boolean;
  menu?: boolean;
  onClick: (event: MouseEvent) => void;
}

function Tool({ to, sign, label, pressed, menu: opens, onClick }: ToolProps) {
  return (
    <button ref={to} type="button" class={controls.icon} aria-label={label} aria-pressed={pressed} aria-haspopup={opens ? 'menu' : undefined} title={label} onClick={onClick}>
      <Icon name={sign} />
    </button>
  );
}

function ReadLine({ message }: { message: Message }) {
  return (
    <button type="button" class={styles.readers} onClick={() => (readers.value = message._id)}>
      {t.message.readBy(message.readByCount)}
    </button>
  );
}
