// The reactions under a message: how many chose what, and a way to do as they did.

import { toggle } from '../chapters/changes.ts';
import { digits, t } from '../locales/index.ts';
import type { Message, Participant, UserId } from '../protocol.ts';
import { reacting } from '../state/beside.ts';
import { conversation } from '../state/conversations.ts';
import { myId } from '../state/session.ts';
import { Icon } from './Icon.tsx';
import styles from './Reactions.module.css';

/** Those that are one touch away. */
export const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

function nameOf(id: UserId, participants: readonly Participant[]): string {
  if (id === myId()) return t.message.you;
  return participants.find(({ user }) => user._id === id)?.user.displayName ?? t.message.unknownPerson;
}

export function Reactions({ message }: { message: Message }) {
  const participants = conversation(message.conversationId)?.participants ?? [];
  return (
    <ul class={styles.reactions}>
      {message.reactions?.map(({ emoji, users }) => {
        const label = t.message.reaction(emoji, users.map((user) => nameOf(user, participants)));
        return (
          <li key={emoji}>
            <button
              type="button"
              class={styles.pill}
              aria-pressed={users.includes(myId())}
              aria-label={label}
              title={label}
              onClick={() => void toggle(message, emoji, myId())}
            >
              <span class={styles.emoji} aria-hidden="true">
                {emoji}
              </span>
              <span aria-hidden="true">{digits(users.length)}</span>
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          class={`${styles.pill} ${styles.add}`}
          aria-label={t.message.addReaction}
          title={t.message.addReaction}
          onClick={(event) => (reacting.value = { id: message._id, at: event.currentTarget.getBoundingClientRect() })}
        >
          <Icon name="smile" size={16} />
        </button>
      </li>
    </ul>
  );
}
