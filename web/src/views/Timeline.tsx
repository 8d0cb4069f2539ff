// The list of messages: what is in it, and where it stands while it changes.

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { openAtEnd } from '../chapters/history.ts';
import { readUpTo } from '../chapters/receipts.ts';
import { dayOf, today } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { connected } from '../state/connection.ts';
import { waiting } from '../state/outbox.ts';
import { newestRead, rows, type Row } from '../state/rows.ts';
import { me, myId } from '../state/session.ts';
import { may } from '../state/rights.ts';
import { timeline } from '../state/timelines.ts';
import { acting, atEnd, editing, found, visible } from '../state/view.ts';
import { walk } from './focus.ts';
import { Icon } from './Icon.tsx';
import { DayLine, NewLine, Start } from './Lines.tsx';
import { useLongPress } from './long-press.ts';
import { MessageRow } from './MessageRow.tsx';
import { OutgoingRow } from './OutgoingRow.tsx';
import { Toasts } from './Toasts.tsx';
import { TypingLine } from './TypingLine.tsx';
import { useScroll } from './scroll.ts';
import controls from '../styles/controls.module.css';
import styles from './Timeline.module.css';

/** Of what waits, the newest are drawn; a line below says how many there are. */
const QUEUED = 100;

export function Timeline({ conversation }: { conversation: Conversation }) {
  const id = conversation._id;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  /** The row whose tools are shown: the one under the pointer or with the focus. */
  const active = useSignal<string | null>(null);

  const held = timeline(id).value;
  const outgoing = waiting(id);
  // Each by itself, so that what does not change the rows does not make them again.
  const messages = useComputed(() => timeline(id).value.messages);
  const newFrom = useComputed(() => timeline(id).value.newFrom);
  const hasAfter = useComputed(() => timeline(id).value.hasAfter);
  const shown = useComputed(() => {
    void today.value;
    return rows({ messages: messages.value, outgoing: hasAfter.value ? [] : waiting(id).slice(-QUEUED), me: myId(), newFrom: newFrom.value, dayOf });
  }).value;
  const jump = useScroll({ id, box, list, ready: held.status === 'ready', place: held.placed, sent: outgoing.at(-1)?.clientId, rows: shown });

  // What is in front of a reader is read: once for what was there on opening, then whenever the end is in sight. Where more follows
  // than is held, it waits for the end.
  const opened = useRef(false);
  useSignalEffect(() => {
    const { status, messages, hasAfter } = timeline(id).value;
    const newest = messages.findLast((message) => message.sender._id !== myId());
    if (!visible.value || !connected.value || status !== 'ready' || !newest) return;
    const comes = !opened.current;
    opened.current = true;
    if (hasAfter || !(comes || atEnd.value)) return;
    readUpTo(newest);
  });

  const point = (event: Event) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-key]');
    active.value = row?.dataset.key ?? null;
  };
  /** The tools do not go away under whoever is at them by keyboard, though rows pass below a pointer that lies still. */
  const over = (event: Event) => list.current?.querySelector('[role=toolbar] :focus-visible') || point(event);
  const away = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-key]');
    active.value = (row?.matches(':focus-visible') || row?.querySelector(':focus-visible')) && list.current?.contains(row) ? (row.dataset.key ?? null) : null;
  };
  /** Whoever goes on elsewhere needs the tools no more; from a menu of theirs one comes back to them. */
  const left = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Element && !list.current?.contains(relatedTarget) && !relatedTarget.closest('dialog, [role=dialog], [role=menu]')) active.value = null;
  };
  const key = (event: KeyboardEvent) => {
    // What is in a row may scroll by itself.
    if ((event.target as Element).matches('pre')) return;
    walk(event, [...(list.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [])]);
  };

  const longPress = useLongPress((key) => {
    const row = shown.find((each) => each.key === key);
    if (row?.kind === 'message' && !row.message.deleted) acting.value = row.message._id;
  });

  const moderates = me.value !== null && may('moderate', conversation, me.value);
  const read = newestRead(held.messages, myId());
  const stop = (shown.find((row) => row.key === active.value) ?? shown.findLast((row) => row.kind === 'message' || row.kind === 'outgoing'))?.key;
  const draw = (row: Row) => {
    switch (row.kind) {
      case 'day':
        return <DayLine key={row.key} moment={row.moment} />;
      case 'new':
        return <NewLine key={row.key} />;
      case 'outgoing':
        return <OutgoingRow key={row.key} item={row.item} first={row.first} last={row.last} reachable={row.key === stop} />;
      case 'message':
        return (
          <MessageRow
            key={row.key}
            id={row.key}
            message={row.message}
            mine={row.mine}
            first={row.first}
            last={row.last}
            active={active.value === row.key}
            reachable={row.key === stop}
            edited={editing.value?._id === row.message._id}
            direct={conversation.type === 'direct'}
            underRead={row.message._id === read}
            found={found.value === row.message._id}
            me={myId()}
            moderates={moderates}
          />
        );
    }
  };

  return (
    <div class={styles.frame}>
      <div class={styles.box} ref={box} id="messages" tabIndex={-1} role="region" aria-label={t.conversation.messages}>
        {held.status === 'failed' && (
          <div class={styles.failed}>
            <p>{t.conversation.loadFailed}</p>
            <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={() => openAtEnd(id)}>
              {t.conversation.tryAgain}
            </button>
          </div>
        )}
        {held.status === 'loading' && held.messages.length === 0 && <Waiting />}
        <ol
          class={styles.list}
          ref={list}
          onPointerOver={over}
          onPointerLeave={away}
          onFocusIn={point}
          onFocusOut={left}
          onKeyDown={key}
          {...longPress}
        >
          {held.status === 'ready' && !held.hasBefore && <Start key="start" conversation={conversation} alone={shown.length === 0} />}
          {shown.map(draw)}
          {outgoing.length > 0 && !connected.value && (
            <li key="waiting" class={styles.waiting}>
              {t.message.waiting(outgoing.length)}
            </li>
          )}
        </ol>
        <TypingLine conversation={conversation} />
      </div>
      <Toasts within />
      {held.status === 'ready' && !atEnd.value && (
        <button type="button" class={styles.jump} onClick={jump} aria-label={t.conversation.toEnd}>
          <Icon name="down" size={18} />
          {held.below > 0 && <span>{t.conversation.newCount(held.below)}</span>}
        </button>
      )}
    </div>
  );
}

/** Three still rows where messages will be. */
function Waiting() {
  return (
    <div class={styles.placeholders} aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}
