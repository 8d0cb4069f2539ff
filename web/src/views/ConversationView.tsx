// One open conversation: who it is with, what was said, and where to write.

import { useEffect, useRef } from 'preact/hooks';
import { attach } from '../chapters/files.ts';
import { askAbout } from '../chapters/presence.ts';
import { goTo, openAtEnd } from '../chapters/history.ts';
import { stopped } from '../chapters/typing.ts';
import { back, openMessage } from '../lib/route.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { closeBeside, menu, reacting } from '../state/beside.ts';
import { connected } from '../state/connection.ts';
import { firstName, other, title } from '../state/conversations.ts';
import { kinds, lastSeen, online } from '../state/presence.ts';
import { myId } from '../state/session.ts';
import { editing } from '../state/view.ts';
import { ConversationAvatar } from './Avatar.tsx';
import { Banner } from './Banner.tsx';
import { Composer } from './Composer.tsx';
import { useDrop } from './drop.ts';
import { DropOverlay } from './DropOverlay.tsx';
import { HeaderActions } from './HeaderActions.tsx';
import { Icon } from './Icon.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { ReactionPicker } from './ReactionPicker.tsx';
import { Timeline } from './Timeline.tsx';
import controls from '../styles/controls.module.css';
import styles from './ConversationView.module.css';

export function ConversationView({ conversation }: { conversation: Conversation }) {
  const id = conversation._id;
  useEffect(() => {
    if (openMessage.peek() === null) openAtEnd(id);
    return () => {
      stopped();
      editing.value = null;
      closeBeside();
    };
  }, [id]);

  const wanted = openMessage.value;
  useEffect(() => {
    if (wanted) goTo(id, wanted.id);
  }, [id, wanted]);

  const person = other(conversation, myId());
  const there = person && online.value.has(person._id);
  useEffect(() => {
    if (person) void askAbout(person._id);
  }, [person?._id, there]);

  const frame = useRef<HTMLElement>(null);
  const over = useDrop(frame, (files) => {
    editing.value = null;
    attach(id, files);
  });

  return (
    <section ref={frame} class={styles.view} aria-labelledby="conversation-title">
      <header class={styles.header}>
        <button type="button" class={`${controls.icon} ${styles.back}`} aria-label={t.conversation.back} onClick={back}>
          <Icon name="back" size={22} />
        </button>
        <ConversationAvatar conversation={conversation} size={36} />
        <div class={styles.names}>
          <h1 id="conversation-title">
            <bdi>{title(conversation, myId())}</bdi>
          </h1>
          <p>{state(conversation)}</p>
        </div>
        <HeaderActions conversation={conversation} />
      </header>
      <Banner />
      <Timeline conversation={conversation} />
      <Composer conversation={conversation} />
      {menu.value && <MessageMenu key={menu.value.id} {...menu.value} />}
      {reacting.value && <ReactionPicker key={reacting.value.id} {...reacting.value} />}
      {over && <DropOverlay name={person ? firstName(person.displayName) : title(conversation, myId())} />}
    </section>
  );
}

/** Who is there: for one person in words, for more in numbers. */
function state(conversation: Conversation): string {
  const person = other(conversation, myId());
  if (!person) {
    const there = conversation.participants.filter(({ user }) => user._id === myId() || online.value.has(user._id)).length;
    const people = conversation.participantCount;
    return connected.value ? t.presence.peopleOnline(people, there) : t.presence.people(people);
  }
  const kind = kinds.value.get(person._id) ?? 'person';
  if (kind !== 'person') return t.kinds[kind];
  if (online.value.has(person._id)) return t.presence.online;
  const moment = lastSeen.value.get(person._id);
  return moment ? t.presence.lastSeen(short(moment)) : t.presence.offline;
}
