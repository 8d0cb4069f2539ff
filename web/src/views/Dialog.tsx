// A dialog to write in: what was written is not thrown away unasked.

import { useState } from 'preact/hooks';
import { t } from '../locales/index.ts';
import { Confirm } from './Confirm.tsx';
import { useUnsaved } from './unsaved.ts';
import { Modal, type ModalProps } from './Modal.tsx';

export { Actions } from './Modal.tsx';

interface Props extends Omit<ModalProps, 'onLeave'> {
  /** Something was written that closing would lose. */
  unsaved?: boolean;
}

export function Dialog({ unsaved = false, ...rest }: Props) {
  const [asking, setAsking] = useState(false);
  useUnsaved(unsaved);
  return (
    <>
      <Modal {...rest} onLeave={unsaved ? () => setAsking(true) : undefined} />
      {asking && <Discard onDiscard={rest.onClose} onClose={() => setAsking(false)} />}
    </>
  );
}

export function Discard({ onDiscard, onClose }: { onDiscard: () => void; onClose: () => void }) {
  const { title, lead, discard, keep } = t.unsaved;
  return <Confirm title={title} lead={lead} action={discard} keep={keep} onConfirm={async () => onDiscard()} onClose={onClose} />;
}
