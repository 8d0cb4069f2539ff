// Who is in a conversation and as what, and what can be done about it.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { expel, giveRole, meet } from '../chapters/conversations.ts';
import { askAboutAll } from '../chapters/presence.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Participant, Role, User } from '../protocol.ts';
import { firstRoom, title } from '../state/conversations.ts';
import { kinds, lastSeen, online } from '../state/presence.ts';
import { may, mayRemove } from '../state/rights.ts';
import { connected } from '../state/connection.ts';
import { AddPeople } from './AddPeople.tsx';
import { PersonAvatar } from './Avatar.tsx';
import { Confirm } from './Confirm.tsx';
import { Icon } from './Icon.tsx';
import { KindTag } from './KindTag.tsx';
import { Menu, type Choice } from './Menu.tsx';
import controls from '../styles/controls.module.css';
import styles from './Details.module.css';

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };

export function DetailsMembers({ conversation, self }: { conversation: Conversation; self: User }) {
  const { participants, participantCount } = conversation;
  const [adding, setAdding] = useState(false);
  const [expelling, setExpelling] = useState<Participant | null>(null);
  /** Of a large conversation, which lists only its first hundred. */
  const [all, setAll] = useState<readonly Participant[] | null>(null);
  const large = participantCount > participants.length;
  useEffect(() => {
    if (large) void attempt(api.participants(conversation._id).then((answer) => setAll(answer.participants)));
  }, [conversation._id, large, participantCount]);

  useEffect(() => void askAboutAll(participants.map(({ user }) => user._id)), [conversation._id]);

  const there = (each: Participant) => each.user._id === self._id || online.value.has(each.user._id);
  const shown = [...((large && all) || participants)].sort(
    (a, b) => RANK[a.role] - RANK[b.role] || Number(there(b)) - Number(there(a)) || a.user.displayName.localeCompare(b.user.displayName),
  );

  return (
    <section class={styles.section} aria-labelledby="details-members">
      <div class={styles.heading}>
        <h3 id="details-members">{t.details.members(participantCount)}</h3>
        {may('bring', conversation, self) && (
          <button type="button" class={controls.quiet} onClick={() => setAdding(true)}>
            <Icon name="userPlus" size={18} />
            {t.details.add}
          </button>
        )}
      </div>
      <ul>
        {shown.map((each) => (
          <Member key={each.user._id} conversation={conversation} each={each} self={self} onExpel={setExpelling} />
        ))}
      </ul>
      {adding && <AddPeople conversation={conversation} there={shown} onClose={() => setAdding(false)} />}
      {expelling && (
        <Confirm
          title={t.details.removeTitle(expelling.user.displayName)}
          lead={t.details.removeLead(title(conversation, self._id))}
          action={t.details.remove}
          onConfirm={() => expel(conversation._id, expelling.user._id)}
          onClose={() => setExpelling(null)}
        />
      )}
    </section>
  );
}

interface MemberProps {
  conversation: Conversation;
  each: Participant;
  self: User;
  onExpel: (each: Participant) => void;
}

function Member({ conversation, each: { user, role, ...rest }, self, onExpel }: MemberProps) {
  const mine = user._id === self._id;
  const here = mine ? connected.value : online.value.has(user._id);
  const seen = lastSeen.value.get(user._id);
  const choices: Choice[] = [];
  const give = (other: Role) => ({ label: t.details.make[other], sign: 'shield' as const, onChoose: () => void attempt(giveRole(conversation._id, user._id, other)) });
  if (!mine) choices.push({ label: t.details.message, sign: 'compose', onChoose: () => void attempt(meet(user._id)) });
  if (may('roles', conversation, self)) {
    for (const other of ['owner', 'admin', 'member'] as const) if (other !== role) choices.push(give(other));
  }
  if (conversation._id !== firstRoom.value && mayRemove(conversation, self, { user, role, ...rest })) {
    choices.push({ label: t.details.remove, sign: 'trash', danger: true, onChoose: () => onExpel({ user, role, ...rest }) });
  }
  return (
    <li class={styles.member}>
      <PersonAvatar person={user} size={32} presence />
      <p>
        <span class={styles.memberName}>
          <bdi>{user.displayName}</bdi>
          {mine && <span>{t.details.you}</span>}
        </span>
        {!here && seen && <span class={styles.since}>{t.presence.lastSeen(short(seen))}</span>}
      </p>
      <KindTag kind={kinds.value.get(user._id)} />
      {role !== 'member' && <span class={`${controls.tag} ${styles.role}`}>{t.details.roles[role]}</span>}
      {choices.length > 0 && (
        <Menu label={t.details.actionsOn(user.displayName)} class={`${controls.icon} ${styles.more}`} choices={choices}>
          <Icon name="more" />
        </Menu>
      )}
    </li>
  );
}
