// People are circles, rooms are doorways. The colour follows the `_id`, so a new name keeps it.

import { initials, paint } from '../lib/paint.ts';
import { t } from '../locales/index.ts';
import { other, title } from '../state/conversations.ts';
import { online } from '../state/presence.ts';
import { myId } from '../state/session.ts';
import type { Conversation, Person } from '../protocol.ts';
import styles from './Avatar.module.css';

export type Size = 20 | 32 | 36 | 40 | 48 | 96;

interface Shape {
  id: string;
  name: string;
  image: string | null;
  room: boolean;
  size: Size;
}

function Face({ id, name, image, room, size }: Shape) {
  const classes = [styles.face, styles[`s${size}`], styles[`paint${paint(id)}`], room && styles.room].filter(Boolean).join(' ');
  return <span class={classes}>{image ? <img src={image} alt="" /> : initials(name, room)}</span>;
}

/** `presence` also says it, for those who do not see the dot. */
export function PersonAvatar({ person, size, presence = false }: { person: Person; size: Size; presence?: boolean }) {
  const there = presence && online.value.has(person._id);
  return (
    <span class={styles.avatar}>
      <span aria-hidden="true">
        <Face id={person._id} name={person.displayName} image={person.avatar} room={false} size={size} />
      </span>
      {presence && (
        <span class={`${styles.presence} ${there ? styles.online : ''}`}>
          <span class="hidden">{there ? t.presence.online : t.presence.offline}</span>
        </span>
      )}
    </span>
  );
}

export function ConversationAvatar({ conversation, size }: { conversation: Conversation; size: Size }) {
  const person = other(conversation, myId());
  if (person) return <PersonAvatar person={person} size={size} presence />;
  return (
    <span class={styles.avatar} aria-hidden="true">
      <Face id={conversation._id} name={title(conversation, myId())} image={conversation.avatar} room size={size} />
    </span>
  );
}
