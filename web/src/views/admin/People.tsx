// Every account: who administers, who is disabled, and what can be done about it.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { openSettings } from '../../lib/route.ts';
import { short } from '../../lib/time.ts';
import { t } from '../../locales/index.ts';
import type { AdminUser, EditUser, ResetLink } from '../../protocol.ts';
import { myId } from '../../state/session.ts';
import { Address } from '../Address.tsx';
import { PersonAvatar } from '../Avatar.tsx';
import { Confirm } from '../Confirm.tsx';
import { Actions, Dialog } from '../Dialog.tsx';
import { Icon } from '../Icon.tsx';
import { Menu, type Choice } from '../Menu.tsx';
import { Group, Page, Row } from '../settings/parts.tsx';
import { DevicesOf } from './DevicesOf.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

type Asking = { what: 'disable' | 'rename' | 'devices'; user: AdminUser } | { what: 'reset'; user: AdminUser; link: ResetLink } | null;

export function People() {
  const [users, setUsers] = useState<readonly AdminUser[]>([]);
  const [asking, setAsking] = useState<Asking>(null);
  useEffect(() => void attempt(api.accounts().then((answer) => setUsers(answer.users.filter(({ bot }) => !bot)))), []);
  const words = t.admin.people;

  const change = async (user: AdminUser, body: EditUser) => {
    const changed = await api.editAccount(user._id, body);
    setUsers((all) => all.map((each) => (each._id === user._id ? changed : each)));
  };
  const reset = (user: AdminUser) => attempt(api.resetLink(user._id).then((link) => setAsking({ what: 'reset', user, link })));

  const choices = (user: AdminUser): Choice[] => [
    { label: words.rename, sign: 'edit', onChoose: () => setAsking({ what: 'rename', user }) },
    { label: words.reset, sign: 'link', onChoose: () => void reset(user) },
    ...(user._id === myId()
      ? []
      : [
          user.role === 'admin'
            ? { label: words.demote, sign: 'shield' as const, onChoose: () => void attempt(change(user, { role: 'member' })) }
            : { label: words.promote, sign: 'shield' as const, onChoose: () => void attempt(change(user, { role: 'admin' })) },
          { label: words.devices, sign: 'monitor' as const, onChoose: () => setAsking({ what: 'devices', user }) },
          user.disabled
            ? { label: words.enable, sign: 'check' as const, onChoose: () => void attempt(change(user, { disabled: false })) }
            : { label: words.disable, sign: 'ban' as const, danger: true, onChoose: () => setAsking({ what: 'disable', user }) },
        ]),
  ];
  const state = (user: AdminUser): string => {
    if (user.disabled) return words.disabledState;
    if (user.status === 'online') return t.presence.online;
    return user.lastSeen ? t.presence.lastSeen(short(user.lastSeen)) : words.joined(short(user.createdAt));
  };

  const there = users.filter(({ status, disabled }) => status === 'online' && !disabled).length;
  const done = () => setAsking(null);
  return (
    <Page
      title={t.settings.pages.people}
      lead={users.length > 0 && words.lead(users.length, there)}
      action={
        <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => openSettings('invitations')}>
          <Icon name="userPlus" size={18} />
          {words.invite}
        </button>
      }
    >
      <Group label={t.settings.pages.people}>
        {users.map((user) => (
          <Row key={user._id} face={<PersonAvatar person={user} size={40} />} title={<bdi>{user.displayName}</bdi>} below={words.about(user.username, state(user))}>
            {user.disabled && <span class={controls.tag}>{words.disabled}</span>}
            {!user.disabled && user.role === 'admin' && <span class={`${controls.tag} ${controls.good}`}>{words.admin}</span>}
            <Menu label={t.details.actionsOn(user.displayName)} class={controls.icon} choices={choices(user)}>
              <Icon name="more" />
            </Menu>
          </Row>
        ))}
      </Group>
      {asking?.what === 'disable' && (
        <Confirm
          title={words.disableTitle(asking.user.displayName)}
          lead={words.disableLead}
          action={words.disable}
          onConfirm={() => change(asking.user, { disabled: true })}
          onClose={done}
        />
      )}
      {asking?.what === 'rename' && <RenameDialog user={asking.user} onName={(displayName) => change(asking.user, { displayName })} onClose={done} />}
      {asking?.what === 'devices' && <DevicesOf user={asking.user} onClose={done} />}
      {asking?.what === 'reset' && (
        <Dialog title={words.resetTitle(asking.user.displayName)} wide onClose={done}>
          <div class={styles.form}>
            <Address label={words.resetLink} value={asking.link.url} help={words.resetHelp(short(asking.link.expiresAt))} />
          </div>
          <Actions>
            <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={done}>
              {t.notice.close}
            </button>
          </Actions>
        </Dialog>
      )}
    </Page>
  );
}
