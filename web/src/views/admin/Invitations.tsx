// The links by which newcomers come in.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { general, isGood, makeInvite, renew, standing } from '../../chapters/invites.ts';
import { t } from '../../locales/index.ts';
import type { Invite } from '../../protocol.ts';
import { Confirm } from '../Confirm.tsx';
import { Icon } from '../Icon.tsx';
import { inviteState, JoinLink } from '../JoinLink.tsx';
import { Group, Page, Row, Section } from '../settings/parts.tsx';
import { MakeInvite } from './MakeInvite.tsx';
import controls from '../../styles/controls.module.css';
import styles from '../settings/parts.module.css';

export function Invitations() {
  const [invites, setInvites] = useState<readonly Invite[] | null>(null);
  const [asking, setAsking] = useState<'make' | 'renew' | null>(null);
  const read = () => api.invites().then((answer) => setInvites(answer.invites));
  useEffect(() => void attempt(read()), []);
  const words = t.invites;
  const main = invites ? general(invites) : undefined;
  const others = (invites ?? []).filter((each) => each !== main);
  const end = (invite: Invite) => attempt(api.endInvite(invite.code).finally(read));
  const name = (invite: Invite) => (invite.conversations.length > 0 ? words.to(invite.conversations.map((each) => each.name ?? '')) : invite.code);

  return (
    <Page
      title={t.settings.pages.invitations}
      lead={words.lead}
      action={
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={() => setAsking('make')}>
          <Icon name="plus" size={18} />
          {words.make}
        </button>
      }
    >
      {main && <JoinLink invite={main} onRenew={() => setAsking('renew')} />}
      {invites && !main && (
        <div>
          <button type="button" class={`${controls.button} ${controls.primary}`} onClick={() => void attempt(standing().then(read))}>
            {words.makeFirst}
          </button>
        </div>
      )}
      {others.length > 0 && (
        <Section title={words.others}>
          <Group label={words.others}>
            {others.map((invite) => (
              <Row
                key={invite.code}
                sign="link"
                title={<bdi class={isGood(invite) ? undefined : styles.gone}>{name(invite)}</bdi>}
                below={words.by(inviteState(invite), invite.creator.displayName)}
              >
                {isGood(invite) ? (
                  <button type="button" class={`${controls.quietDanger} ${controls.small}`} onClick={() => void end(invite)}>
                    {words.end}
                    <span class="hidden"> {name(invite)}</span>
                  </button>
                ) : (
                  <span class={controls.tag}>{words.ended}</span>
                )}
              </Row>
            ))}
          </Group>
        </Section>
      )}
      {asking === 'make' && <MakeInvite onMake={(wanted) => makeInvite(wanted).then(read)} onClose={() => setAsking(null)} />}
      {asking === 'renew' && main && (
        <Confirm title={words.renewTitle} lead={words.renewLead} action={words.renew} onConfirm={() => renew(main).then(read)} onClose={() => setAsking(null)} />
      )}
    </Page>
  );
}
