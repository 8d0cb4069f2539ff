// An address of a conversation that I am not in: a channel that I may join, or nothing that is mine to see.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { enterChannel } from '../chapters/conversations.ts';
import { t } from '../locales/index.ts';
import type { Conversation, ConversationId } from '../protocol.ts';
import { hasWords, left } from '../state/left.ts';
import { replace } from '../lib/route.ts';
import { LeftBehind } from './LeftBehind.tsx';
import { Doorway, Missing } from './Empty.tsx';
import controls from '../styles/controls.module.css';
import styles from './Empty.module.css';

export function Unknown({ id }: { id: ConversationId }) {
  const [found, setFound] = useState<Conversation | null | undefined>(undefined);
  const out = left.value[id];
  useEffect(() => {
    // It is known whose it is not.
    if (out !== undefined) return setFound(null);
    let current = true;
    const set = (answer: Conversation | null) => current && setFound(answer);
    api.conversation(id).then(set, () => set(null));
    return () => void (current = false);
  }, [id]);
  if (found === undefined) return null;
  if (found === null || found.type !== 'channel' || found.joined) return out || hasWords(id) ? <Left id={id} name={out ?? ''} /> : <Missing />;
  return (
    <div class={styles.empty}>
      <Doorway />
      <h1>
        <bdi>{found.name}</bdi>
      </h1>
      <p dir="auto">{found.topic || t.channel.lead(found.participantCount)}</p>
      <LeftBehind id={id} />
      <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => void attempt(enterChannel(id))}>
        {t.channel.join}
      </button>
    </div>
  );
}

function Left({ id, name }: { id: ConversationId; name: string }) {
  return (
    <div class={styles.empty}>
      <h1>{name ? t.left.out(name) : t.left.outOfOne}</h1>
      <LeftBehind id={id} />
      <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => replace(null)}>
        {t.missing.back}
      </button>
    </div>
  );
}
