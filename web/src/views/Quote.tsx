// The message that is answered, above the answer: a button that leads to it.

import { useEffect } from 'preact/hooks';
import { goTo } from '../chapters/history.ts';
import { readQuote } from '../chapters/quotes.ts';
import { unmarked } from '../lib/markdown.ts';
import { leaning } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Message, MessageId } from '../protocol.ts';
import { connected } from '../state/connection.ts';
import { quote } from '../state/quotes.ts';
import { myId } from '../state/session.ts';
import { find } from '../state/timelines.ts';
import { newer } from '../state/window.ts';
import { isPicture } from './Attachment.tsx';
import { useSource } from './file-address.ts';
import styles from './Quote.module.css';

/** Its words in one line, without their marks. */
export function line(message: Message): string {
  if (message.deleted) return t.message.deleted;
  return unmarked(message.content) || (message.type === 'image' ? t.message.photo : (message.fileName ?? t.message.file));
}

export const speaker = (message: Message): string => (message.sender._id === myId() ? t.message.you : message.sender.displayName);

export function Quote({ conversationId, id }: { conversationId: string; id: MessageId }) {
  const said = quote(id);
  const held = find(conversationId, id);
  const known = held && said.value ? newer(said.value, held) : (held ?? said.value);
  const up = connected.value;
  useEffect(() => {
    if (held && said.peek() === undefined) said.value = held;
    if (!held && said.peek() === undefined) void readQuote(conversationId, id);
  }, [said, said.value === undefined, held === undefined, up]);
  if (!known) return <p class={styles.gone}>{known === null ? t.message.quoteGone : '\u00a0'}</p>;
  return (
    <button type="button" class={`${styles.quote} ${isPicture(known) ? styles.pictured : ''}`} onClick={() => goTo(conversationId, id)}>
      <bdi class="hidden">{t.message.toQuote(speaker(known))} </bdi>
      {isPicture(known) && <Thumbnail message={known} />}
      <bdi class={styles.name} aria-hidden="true">{speaker(known)}</bdi>
      <span class={styles.line} dir={leaning(line(known))}>{line(known)}</span>
    </button>
  );
}

function Thumbnail({ message }: { message: Message }) {
  const { src, onError } = useSource(message.thumbnailUrl ?? '', message.fileUrl);
  return <img class={styles.thumbnail} src={src} alt="" onError={onError} />;
}
