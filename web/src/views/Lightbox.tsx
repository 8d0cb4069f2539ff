// A picture as large as the page: Esc or a tap beside it closes, the arrows go to its neighbours, and it can be kept.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { fullMoment } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { lightbox } from '../state/lightbox.ts';
import { timeline } from '../state/timelines.ts';
import { isPicture } from './Attachment.tsx';
import { follow, useSource } from './file-address.ts';
import { remember } from './focus.ts';
import { Icon } from './Icon.tsx';
import styles from './Lightbox.module.css';

export function Lightbox({ message }: { message: Message }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const back = remember();
    const { current } = dialog;
    current?.showModal();
    return () => {
      const { activeElement } = document;
      const here = activeElement === document.body || current?.contains(activeElement);
      // Closed by Esc it has given the focus back itself.
      current?.close();
      if (here) back();
    };
  }, []);
  const close = () => (lightbox.value = null);
  const pictures = timeline(message.conversationId).value.messages.filter((each) => !each.deleted && isPicture(each));
  const at = pictures.findIndex((each) => each._id === message._id);
  const go = (step: number) => {
    const next = at === -1 ? undefined : pictures[at + step];
    if (next) lightbox.value = next;
  };
  const key = (event: KeyboardEvent) => {
    const ahead = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') go(event.key === ahead ? 1 : -1);
  };
  const outside = (event: Event) => {
    if (!(event.target as Element).closest('img, a, button')) close();
  };
  const name = message.fileName ?? t.message.photo;
  const url = message.fileUrl ?? '';
  return (
    <dialog ref={dialog} class={styles.lightbox} aria-label={name} onClose={close} onKeyDown={key} onClick={outside}>
      <header class={styles.head}>
        <p class={styles.about}>
          <bdi>{message.sender.displayName}</bdi>
          <time dateTime={message.createdAt}>{fullMoment(message.createdAt)}</time>
        </p>
        <a class={styles.button} href={url} download={name} aria-label={t.files.download} title={t.files.download} onClick={follow(url)}>
          <Icon name="download" size={22} />
        </a>
        <button type="button" class={styles.button} aria-label={t.files.close} title={t.files.close} onClick={close}>
          <Icon name="close" size={22} />
        </button>
      </header>
      <Full key={message._id} message={message} name={name} />
      {at > 0 && (
        <button type="button" class={`${styles.button} ${styles.previous}`} aria-label={t.files.previous} onClick={() => go(-1)}>
          <Icon name="back" size={22} />
        </button>
      )}
      {at !== -1 && at < pictures.length - 1 && (
        <button type="button" class={`${styles.button} ${styles.next}`} aria-label={t.files.next} onClick={() => go(1)}>
          <Icon name="forward" size={22} />
        </button>
      )}
    </dialog>
  );
}

function Full({ message, name }: { message: Message; name: string }) {
  const { src, broken, onError } = useSource(message.fileUrl ?? '', message.fileUrl);
  return (
    <figure class={styles.frame}>
      {broken ? (
        <p class={styles.broken}>{t.files.noPicture}</p>
      ) : (
        <img class={styles.image} src={src} alt={name} width={message.width} height={message.height} onError={onError} />
      )}
    </figure>
  );
}
