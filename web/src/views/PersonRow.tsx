// Somebody with whom there is no conversation yet, at the end of the list: the first word begins one.

import { attempt } from '../chapters/attempt.ts';
import { meet } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { Person } from '../protocol.ts';
import { PersonAvatar } from './Avatar.tsx';
import styles from './ConversationRow.module.css';

export function PersonRow({ person, reachable }: { person: Person; reachable: boolean }) {
  return (
    <button type="button" class={`${styles.row} ${styles.person}`} data-listed={person._id} tabIndex={reachable ? 0 : -1} onClick={() => void attempt(meet(person._id))}>
      <PersonAvatar person={person} size={40} presence />
      <span class={styles.line}>
        <bdi class={styles.name}>{person.displayName}</bdi>
      </span>
      <span class={styles.line}>
        <span class={styles.preview}>{t.list.nothingYet}</span>
      </span>
    </button>
  );
}
