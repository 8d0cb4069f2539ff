// A portrait with the ways to change it: kept at once, because a picture is seen before it is liked.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../locales/index.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Picture.module.css';

interface Props {
  there: boolean;
  /** Null takes it away. */
  onPicture: (picture: Blob | null) => Promise<unknown>;
  children: ComponentChildren;
}

export function Picture({ there, onPicture, children }: Props) {
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const change = async (picture: Blob | null) => {
    setBusy(true);
    setWrong(null);
    await onPicture(picture).catch((error: Error) => setWrong(error.message));
    setBusy(false);
  };
  const chosen = () => {
    const picture = file.current?.files?.[0];
    if (file.current) void (picture && change(picture)), (file.current.value = '');
  };
  return (
    <div class={styles.picture}>
      {children}
      <div class={styles.beside}>
        <div class={styles.ways}>
          <button type="button" class={`${controls.button} ${controls.secondary}`} aria-disabled={busy ? true : undefined} onClick={() => !busy && file.current?.click()}>
            {busy ? t.picture.uploading : t.picture.upload}
          </button>
          {there && (
            <button type="button" class={controls.quietDanger} onClick={() => void change(null)}>
              {t.picture.remove}
            </button>
          )}
        </div>
        <input ref={file} type="file" accept="image/png,image/jpeg,image/gif,image/webp" class="hidden" tabIndex={-1} aria-label={t.picture.upload} onChange={chosen} />
        {wrong ? (
          <p class={styles.wrong} role="alert">
            <Icon name="alert" size={16} />
            {wrong}
          </p>
        ) : (
          <p class={styles.help}>{t.picture.help}</p>
        )}
      </div>
    </div>
  );
}
