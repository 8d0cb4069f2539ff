// The files that go out with the next message, and how far each has come.

import { again, detach } from '../chapters/files.ts';
import { fileSize } from '../lib/size.ts';
import { t } from '../locales/index.ts';
import type { Attachment } from '../state/attachments.ts';
import { FileName } from './Attachment.tsx';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Chips.module.css';

interface Props {
  all: readonly Attachment[];
  onLeft?: () => void;
  /** In a message that is sent: how to leave it out there. Trying again is the message's own. */
  onRemove?: () => void;
}

export function Chips({ all, ...rest }: Props) {
  if (all.length === 0) return null;
  const List = rest.onRemove ? 'div' : 'ul';
  return (
    <List class={styles.chips} aria-label={rest.onRemove ? undefined : t.files.attached}>
      {all.map((each) => (
        <Chip key={each.id} attachment={each} {...rest} />
      ))}
    </List>
  );
}

function Chip({ attachment, onLeft, onRemove }: Omit<Props, 'all'> & { attachment: Attachment }) {
  const sent = onRemove !== undefined;
  const { id, file, preview, part, stored, failed, refused } = attachment;
  const Item = sent ? 'div' : 'li';
  return (
    <Item class={`${styles.chip} ${failed ? styles.failed : ''}`}>
      <span class={styles.tile}>{preview ? <img src={preview} alt="" /> : <Icon name={file.type.startsWith('image/') ? 'photo' : 'file'} />}</span>
      <span class={styles.about}>
        <FileName name={file.name} />
        {failed ? (
          <span class={styles.why} role="alert">
            {failed}
          </span>
        ) : (
          <span class={styles.state}>
            {fileSize(file.size)} · {stored ? t.files.ready : t.files.percent(part)}
          </span>
        )}
        {!failed && !stored && <progress class={styles.bar} value={part} max={1} aria-label={t.files.uploading(file.name)} />}
      </span>
      {failed && !refused && !sent && (
        <button type="button" class={`${controls.icon} ${styles.retry}`} aria-label={t.files.retry(file.name)} title={t.message.retry}
          onClick={() => {
            again(id);
            onLeft?.();
          }}
        >
          <Icon name="retry" size={16} />
        </button>
      )}
      <button
        type="button"
        class={`${controls.icon} ${styles.remove}`}
        aria-label={t.files.remove(file.name)}
        onClick={() => {
          if (sent) onRemove();
          else detach(attachment);
          onLeft?.();
        }}
      >
        <Icon name="close" size={16} />
      </button>
    </Item>
  );
}
