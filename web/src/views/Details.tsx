// About the open conversation: what it is for, how it calls me, who is in it, what is pinned and which files are there.

import { useEffect, useRef, useState } from 'preact/hooks';
import { deleteRoom, leaveRoom, notifyMe } from '../chapters/conversations.ts';
import { attempt } from '../chapters/attempt.ts';
import { narrow } from '../lib/device.ts';
import { t } from '../locales/index.ts';
import type { Conversation, NotificationLevel } from '../protocol.ts';
import { firstRoom, other, title } from '../state/conversations.ts';
import { may } from '../state/rights.ts';
import { kinds } from '../state/presence.ts';
import { me, myId } from '../state/session.ts';
import { PersonAvatar } from './Avatar.tsx';
import { Confirm } from './Confirm.tsx';
import { DetailsFiles } from './DetailsFiles.tsx';
import { DetailsMembers } from './DetailsMembers.tsx';
import { DetailsPins } from './DetailsPins.tsx';
import { DETAILS_BUTTON, hideDetails } from './details-way.ts';
import { EditRoom } from './EditRoom.tsx';
import { Hooks } from './Hooks.tsx';
import { Icon, type Sign } from './Icon.tsx';
import { KindTag } from './KindTag.tsx';
import { useLayer } from './layer.ts';
import { Menu } from './Menu.tsx';
import { Toasts } from './Toasts.tsx';
import controls from '../styles/controls.module.css';
import styles from './Details.module.css';

type Asking = 'edit' | 'hooks' | 'leave' | 'delete' | null;

/** `covers`: it lies over the conversation and what is told there. */
export function Details({ conversation, covers }: { conversation: Conversation; covers: boolean }) {
  const [asking, setAsking] = useState<Asking>(null);
  const panel = useRef<HTMLElement>(null);
  useLayer(hideDetails, DETAILS_BUTTON);
  useEffect(() => panel.current?.focus({ preventScroll: true }), []);

  const self = me.value;
  if (!self) return null;
  const id = conversation._id;
  const person = other(conversation, myId());
  const name = title(conversation, myId());
  const edits = may('edit', conversation, self);
  const leaves = conversation.type !== 'direct' && id !== firstRoom.value;
  const done = () => setAsking(null);
  // On a phone it is all that there is.
  const Panel = narrow.value ? 'main' : 'aside';

  return (
    <>
      <div class={styles.scrim} onClick={hideDetails} />
      <Panel ref={panel} class={styles.panel} aria-labelledby="details-title" tabIndex={-1}>
        <header class={styles.header}>
          {narrow.value && (
            <button type="button" class={controls.icon} aria-label={t.details.back} onClick={hideDetails}>
              <Icon name="back" size={22} />
            </button>
          )}
          {narrow.value && <h1 class="hidden">{name}</h1>}
          <h2 id="details-title">{t.details.title}</h2>
          {edits && (
            <button type="button" class={controls.icon} aria-label={t.details.edit} title={t.details.edit} onClick={() => setAsking('edit')}>
              <Icon name="edit" />
            </button>
          )}
          {!narrow.value && (
            <button type="button" class={controls.icon} aria-label={t.details.close} onClick={hideDetails}>
              <Icon name="close" />
            </button>
          )}
        </header>
        <div class={styles.scroll}>
          <section class={styles.section}>
            {person && (
              <div class={styles.person}>
                <PersonAvatar person={person} size={96} />
                <strong>
                  <bdi>{person.displayName}</bdi>
                </strong>
                <bdi class={styles.handle}>@{person.username}</bdi>
                <KindTag kind={kinds.value.get(person._id)} />
              </div>
            )}
            {!person && (
              <p class={conversation.topic ? styles.topic : styles.untold} dir="auto">
                {conversation.topic || t.details.noTopic}
              </p>
            )}
            <Level conversation={conversation} />
            {conversation.retentionDays !== null && <p class={styles.note}>{t.details.kept(conversation.retentionDays)}</p>}
          </section>
          {!person && <DetailsMembers conversation={conversation} self={self} />}
          <DetailsPins conversation={conversation} self={self} />
          <DetailsFiles key={id} conversation={conversation} />
          {!person && (
            <section class={styles.section}>
              {may('hooks', conversation, self) && <Act sign="bot" label={t.details.hooks} onClick={() => setAsking('hooks')} />}
              {leaves && <Act sign="leave" label={t.details.leave} danger onClick={() => setAsking('leave')} />}
              {leaves && may('delete', conversation, self) && <Act sign="trash" label={t.details.delete} danger onClick={() => setAsking('delete')} />}
            </section>
          )}
        </div>
        {covers && <Toasts />}
      </Panel>
      {asking === 'edit' && <EditRoom conversation={conversation} onClose={done} />}
      {asking === 'hooks' && <Hooks conversation={conversation} onClose={done} />}
      {asking === 'leave' && (
        <Confirm
          title={t.details.leaveTitle(name)}
          lead={conversation.type === 'channel' ? t.details.leaveChannelLead : t.details.leaveGroupLead}
          action={t.details.leave}
          onConfirm={() => leaveRoom(id)}
          onClose={done}
        />
      )}
      {asking === 'delete' && (
        <Confirm title={t.details.deleteTitle(name)} lead={t.details.deleteLead} action={t.details.deleteNow} onConfirm={() => deleteRoom(id)} onClose={done} />
      )}
    </>
  );
}

const LEVELS: readonly NotificationLevel[] = ['all', 'mentions', 'none'];

function Level({ conversation }: { conversation: Conversation }) {
  const { notifications } = conversation;
  const words = t.details.levels;
  return (
    <Menu
      label={t.details.notifications}
      told
      class={styles.row}
      choices={LEVELS.map((level) => ({
        label: words[level],
        checked: level === notifications,
        onChoose: () => void attempt(notifyMe(conversation._id, level)),
      }))}
    >
      <Icon name={notifications === 'none' ? 'bellOff' : 'bell'} />
      <span class={styles.rowName}>{t.details.notifications}</span>
      <span class={styles.rowValue}>{words[notifications]}</span>
      <Icon name="chevron" size={16} />
    </Menu>
  );
}

function Act({ sign, label, danger, onClick }: { sign: Sign; label: string; danger?: boolean; onClick: () => void }) {
  return (
    <button type="button" class={`${styles.row} ${danger ? styles.danger : ''}`} onClick={onClick}>
      <Icon name={sign} />
      <span class={styles.rowName}>{label}</span>
    </button>
  );
}
