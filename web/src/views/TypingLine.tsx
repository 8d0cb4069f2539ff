// Who is writing. Its place is always kept, so that nothing jumps.

import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { firstName } from '../state/conversations.ts';
import { typing } from '../state/typing.ts';
import styles from './TypingLine.module.css';

export function TypingLine({ conversation }: { conversation: Conversation }) {
  const users = typing.value.get(conversation._id) ?? [];
  const names = users.flatMap((id) => conversation.participants.find(({ user }) => user._id === id)?.user.displayName ?? []);
  const text = users.length > 2 || names.length === 0 ? t.conversation.typingMany : t.conversation.typing(names.map(firstName));
  return (
    <div class={styles.typing}>
      {users.length > 0 && (
        <p>
          <span class={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{text}</bdi>
        </p>
      )}
    </div>
  );
}
