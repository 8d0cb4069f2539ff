// One conversation in the list: who, when, the last words, and what is unread.

import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { go } from '../lib/route.ts';
import { unmarked } from '../lib/markdown.ts';
import { short } from '../lib/time.ts';
import { leaning } from '../lib/text.ts';
import { digits, t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { firstName, title } from '../state/conversations.ts';
import { drafts } from '../state/drafts.ts';
import { waiting } from '../state/outbox.ts';
import { myId } from '../state/session.ts';
import { isPicture } from './Attachment.tsx';
import { ConversationAvatar } from './Avatar.tsx';
import { Icon, type Sign } from './Icon.tsx';
import { line } from './Quote.tsx';
import { Said } from './Said.tsx';
import styles from './ConversationRow.module.css';

interface Props {
  conversation: Conversation;
  current: boolean;
  /** Tab comes to it. */
  reachable: boolean;
}

export function ConversationRow({ conversation, current, reachable }: Props) {
  const { lastMessage, notifications } = conversation;
  const row = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const muted = notifications === 'none';
  const unread = current || muted ? 0 : conversation.unreadCount;
  const mentions = current || muted ? 0 : conversation.mentionCount;
  const classes = [styles.row, current && styles.current, unread > 0 && styles.unread, mentions > 0 && styles.mentioned];
  return (
    <a
      ref={row}
      class={classes.filter(Boolean).join(' ')}
      href={`/c/${conversation._id}`}
      data-listed={conversation._id}
      tabIndex={reachable ? 0 : -1}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(conversation._id);
      }}
    >
      <ConversationAvatar conversation={conversation} size={40} />
      <span class={styles.line}>
        <bdi class={styles.name}>{title(conversation, myId())}</bdi>
        {muted && (
          <span class={styles.sign}>
            <Icon name="bellOff" size={14} />
            <span class="hidden">{t.list.muted}</span>
          </span>
        )}
        {lastMessage && (
          <time class={styles.time} dateTime={lastMessage.createdAt}>
            {short(lastMessage.createdAt)}
          </time>
        )}
      </span>
      <span class={styles.line}>
        <Preview conversation={conversation} current={current} />
        {mentions > 0 && (
          <span class={`${styles.badge} ${styles.at}`}>
            <span aria-hidden="true">@</span>
            <span class="hidden">{t.list.mentionsYou}</span>
          </span>
        )}
        {unread > 0 && (
          <span class={styles.badge}>
            <span aria-hidden="true">{unread > 99 ? t.list.over : digits(unread)}</span>
            <span class="hidden">{t.list.unread(unread)}</span>
          </span>
        )}
      </span>
    </a>
  );
}

function Preview({ conversation, current }: Omit<Props, 'reachable'>) {
  // Its own draft, so that a key that is pressed elsewhere draws no row.
  const draft = useMemo(() => computed(() => (current ? '' : drafts.value[conversation._id]?.trim())), [conversation._id, current]).value;
  if (draft) {
    return (
      <>
        <strong class={styles.draft}>{t.list.draft}</strong>
        <span class={styles.preview} dir="auto">
          {draft}
        </span>
      </>
    );
  }
  const queued = waiting(conversation._id).at(-1);
  if (queued) return <Words sign={queued.failed ? 'alert' : 'clock'} label={queued.failed ? t.message.notSent : t.message.pending} text={unmarked(queued.content) || (queued.file?.fileName ?? queued.upload?.name ?? '')} />;
  const last = conversation.lastMessage;
  if (!last) return <span class={styles.preview}>{t.list.nothingYet}</span>;
  const text = line(last);
  if (last.deleted) return <Words sign="ban" label="" text={text} />;
  if (last.sender._id === myId()) {
    const isRead = last.status === 'read';
    return <Words sign={isRead ? 'checks' : 'check'} label={isRead ? t.message.read : t.message.sent} text={text} />;
  }
  const who = conversation.type === 'direct' ? null : firstName(last.sender.displayName);
  return (
    <>
      {last.fileUrl && !last.content && <Mark sign={isPicture(last) ? 'photo' : 'file'} />}
      <span class={styles.preview} dir={leaning(text)}>
        {who && <Said who={who} />}
        {text}
      </span>
    </>
  );
}

function Words({ sign, label, text }: { sign: Sign; label: string; text: string }) {
  return (
    <>
      <Mark sign={sign} label={label} />
      <span class={styles.preview} dir={leaning(text)}>
        {text}
      </span>
    </>
  );
}

function Mark({ sign, label }: { sign: Sign; label?: string }) {
  return (
    <span class={styles.sign}>
      <Icon name={sign} size={16} />
      {label && <span class="hidden">{label}</span>}
    </span>
  );
}
