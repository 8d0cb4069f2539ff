// Above the text: which message is being edited or answered, and a way out of it.

import { leaning } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { Icon } from './Icon.tsx';
import { line, speaker } from './Quote.tsx';
import controls from '../styles/controls.module.css';
import styles from './Composer.module.css';

interface Props {
  edited: Message | undefined;
  answered: Message | undefined;
  onStop: () => void;
}

export function ComposerBar({ edited, answered, onStop }: Props) {
  const message = edited ?? answered;
  if (!message) return null;
  return (
    <div class={styles.editing}>
      <Icon name={edited ? 'edit' : 'reply'} size={18} />
      <p>
        <strong>{edited ? t.composer.editing : t.composer.answering(speaker(message))}</strong>
        <span dir={leaning(line(message))}>{line(message)}</span>
      </p>
      <button type="button" class={controls.icon} aria-label={edited ? t.composer.cancelEdit : t.composer.cancelAnswer} onClick={onStop}>
        <Icon name="close" />
      </button>
    </div>
  );
}
