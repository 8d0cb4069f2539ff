// What lies over the conversation while files are dragged over it.

import { fileSize } from '../lib/size.ts';
import { t } from '../locales/index.ts';
import { info } from '../state/session.ts';
import { Icon } from './Icon.tsx';
import styles from './DropOverlay.module.css';

export function DropOverlay({ name }: { name: string }) {
  const most = info.value?.limits.fileBytes;
  return (
    <div class={styles.overlay}>
      <div class={styles.sheet}>
        <Icon name="photo" size={24} />
        <p class={styles.title}>{t.files.drop(name)}</p>
        {most !== undefined && <p class={styles.limit}>{t.files.limit(fileSize(most))}</p>}
      </div>
    </div>
  );
}
