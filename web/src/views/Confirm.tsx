// Asks before something that cannot be taken back.

import { useState } from 'preact/hooks';
import { t } from '../locales/index.ts';
import { Actions, Modal } from './Modal.tsx';
import controls from '../styles/controls.module.css';
import styles from './Confirm.module.css';

interface Props {
  title: string;
  lead: string;
  action: string;
  keep?: string;
  /** What is done; what went wrong is said here. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function Confirm({ title, lead, action, keep = t.confirm.cancel, onConfirm, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const confirm = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setWrong((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <Modal title={title} onClose={onClose}>
      <p class={styles.lead}>{lead}</p>
      {wrong && (
        <p class={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <Actions>
        <button type="button" class={`${controls.button} ${controls.secondary}`} onClick={onClose}>
          {keep}
        </button>
        <button type="button" class={`${controls.button} ${controls.danger}`} aria-disabled={busy ? true : undefined} onClick={() => void confirm()}>
          {action}
        </button>
      </Actions>
    </Modal>
  );
}
