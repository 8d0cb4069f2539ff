// What I wrote in a conversation that I am no longer in: to be copied, or let go.

import { discard } from '../chapters/messages.ts';
import { t } from '../locales/index.ts';
import type { ConversationId } from '../protocol.ts';
import { drafts, setDraft } from '../state/drafts.ts';
import { waiting } from '../state/outbox.ts';
import { copied } from './message-actions.ts';
import controls from '../styles/controls.module.css';
import styles from './LeftBehind.module.css';

export function LeftBehind({ id }: { id: ConversationId }) {
  const draft = drafts.value[id];
  const queued = waiting(id);
  if (draft === undefined && queued.length === 0) return null;
  return (
    <>
      <p>{t.left.kept}</p>
      <ul class={styles.list}>
        {queued.map((item) => (
          <Left key={item.clientId} text={item.content || (item.file?.fileName ?? item.upload?.name ?? '')} onRemove={() => discard(item)} />
        ))}
        {draft !== undefined && <Left key="draft" text={draft} onRemove={() => setDraft(id, '')} />}
      </ul>
    </>
  );
}

function Left({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <li class={styles.left}>
      <p dir="auto">{text}</p>
      <button type="button" class={controls.quiet} onClick={() => void copied(text)}>
        {t.message.copy}
      </button>
      <button type="button" class={controls.quietDanger} onClick={onRemove}>
        {t.message.remove}
      </button>
    </li>
  );
}
