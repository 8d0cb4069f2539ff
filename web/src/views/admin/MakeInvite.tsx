// A link for somebody in particular: how many may use it, until when, and where it leads.

import { useState } from 'preact/hooks';
import { t } from '../../locales/index.ts';
import type { ConversationId, CreateInvite } from '../../protocol.ts';
import { firstRoom, ordered, title } from '../../state/conversations.ts';
import { may } from '../../state/rights.ts';
import { me, myId } from '../../state/session.ts';
import { Actions, Dialog } from '../Dialog.tsx';
import { Select } from './Select.tsx';
import { Wrong } from '../settings/parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

const USES = ['1', '5', '10', '25', ''] as const;
const DAYS = ['1', '7', '30', ''] as const;

interface Props {
  onMake: (wanted: CreateInvite) => Promise<void>;
  onClose: () => void;
}

export function MakeInvite({ onMake, onClose }: Props) {
  const [uses, setUses] = useState<string>('1');
  const [days, setDays] = useState<string>('7');
  const [room, setRoom] = useState<ConversationId | ''>('');
  const [wrong, setWrong] = useState<string | null>(null);
  const words = t.invites;
  const self = me.value;
  const rooms = ordered.value.filter((each) => self && each._id !== firstRoom.value && may('bring', each, self));

  const make = async (event: Event) => {
    event.preventDefault();
    const wanted: CreateInvite = {
      ...(uses && { maxUses: Number(uses) }),
      ...(days && { expiresIn: Number(days) * 86_400 }),
      ...(room && { conversationIds: [room] }),
    };
    await onMake(wanted).then(onClose, (error: Error) => setWrong(error.message));
  };
  return (
    <Dialog title={words.make} onClose={onClose}>
      <form class={styles.form} onSubmit={(event) => void make(event)}>
        <Select label={words.uses} value={uses} onValue={setUses} choices={USES.map((each) => [each, each ? words.people(Number(each)) : words.noLimit])} />
        <Select label={words.until} value={days} onValue={setDays} choices={DAYS.map((each) => [each, each ? words.days(Number(each)) : words.never])} />
        {rooms.length > 0 && (
          <Select label={words.into} value={room} onValue={setRoom} choices={[['', words.onlyFirst], ...rooms.map((each): [string, string] => [each._id, title(each, myId())])]} />
        )}
        <Wrong text={wrong} />
        <Actions>
          <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
            {t.confirm.cancel}
          </button>
          <button type="submit" class={`${controls.button} ${controls.primary}`}>
            {words.makeNow}
          </button>
        </Actions>
      </form>
    </Dialog>
  );
}
