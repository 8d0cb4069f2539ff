// The file of a message: a picture in the room kept for it, or a card. What lies on another server is a link and is never fetched.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isOurs } from '../chapters/files.ts';
import { narrow } from '../lib/device.ts';
import { fileSize, fitted } from '../lib/size.ts';
import { t } from '../locales/index.ts';
import type { Message } from '../protocol.ts';
import { lightbox } from '../state/lightbox.ts';
import { follow, useSource } from './file-address.ts';
import { Icon, type Sign } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Attachment.module.css';

export type Shown = Pick<Message, 'type' | 'fileUrl' | 'fileName' | 'fileSize' | 'mimeType' | 'thumbnailUrl' | 'width' | 'height'>;

/** Shown as itself, not as a card. */
export const isPicture = ({ type, fileUrl, thumbnailUrl }: Shown): boolean => type === 'image' && thumbnailUrl !== undefined && isOurs(fileUrl ?? '');

interface Props {
  shown: Shown;
  /** What the lightbox opens; left out while the message is on its way. */
  message?: Message | undefined;
  /** Time and state, where no words carry them. */
  meta?: ComponentChildren | undefined;
}

export function Attachment({ shown, message, meta }: Props) {
  const url = shown.fileUrl ?? '';
  if (isPicture(shown)) return <Picture key={url} shown={shown} message={message} meta={meta} />;
  const name = shown.fileName ?? (shown.type === 'image' ? t.message.photo : t.message.file);
  return isOurs(url) ? <Card name={name} url={url} shown={shown} message={message} meta={meta} /> : <Elsewhere name={name} url={url} meta={meta} />;
}

const PHONE = { width: 400, height: 360 };

function Picture({ shown, message, meta }: Props) {
  const { src, broken, onError } = useSource(shown.thumbnailUrl ?? '', shown.fileUrl);
  const room = fitted(shown.width ?? 320, shown.height ?? 240, narrow.value ? PHONE : undefined);
  const name = shown.fileName ?? t.message.photo;
  const image = useRef<HTMLImageElement>(null);
  // Of the attributes alone the browser keeps the proportions only until the picture is there, and those of a thumbnail are rounded.
  useLayoutEffect(() => image.current?.style.setProperty('aspect-ratio', `${room.width} / ${room.height}`), [room.width, room.height]);
  return (
    <div class={styles.frame}>
      <button
        type="button"
        class={styles.picture}
        data-press
        aria-label={t.files.open(name)}
        disabled={message === undefined}
        onClick={() => message && (lightbox.value = message)}
      >
        <img ref={image} class={styles.image} src={src} alt={name} width={room.width} height={room.height} decoding="async" onError={onError} draggable={false} />
      </button>
      {broken && (
        <p class={styles.broken}>
          <Icon name="photo" />
          {t.files.noPicture}
        </p>
      )}
      {meta && <span class={styles.pill}>{meta}</span>}
    </div>
  );
}

const signOf = (mime: string | undefined): Sign => (mime?.startsWith('image/') ? 'photo' : 'file');

/** The name in two parts, so that a long one keeps its ending. */
export function FileName({ name }: { name: string }) {
  const cut = Math.max(0, name.length - 9);
  return (
    <bdi class={styles.name} title={name}>
      <span>{name.slice(0, cut)}</span>
      <span>{name.slice(cut)}</span>
    </bdi>
  );
}

interface CardProps extends Props {
  name: string;
  url: string;
}

function Card({ name, url, shown, message, meta }: CardProps) {
  return (
    <div class={styles.card}>
      <span class={styles.tile}>
        <Icon name={signOf(shown.mimeType)} />
      </span>
      <span class={styles.about}>
        <FileName name={name} />
        <span class={styles.size}>
          {shown.fileSize !== undefined && <span>{fileSize(shown.fileSize)}</span>}
          {meta}
        </span>
      </span>
      {message && (
        <a class={controls.icon} href={url} download={name} aria-label={t.files.downloadOf(name)} title={t.files.download} onClick={follow(url)}>
          <Icon name="download" />
        </a>
      )}
    </div>
  );
}

function Elsewhere({ name, url, meta }: Omit<CardProps, 'shown'>) {
  let host = '';
  try {
    const { protocol, host: there } = new URL(url);
    if (protocol === 'http:' || protocol === 'https:') host = there;
  } catch {
    // No address: shown as words.
  }
  return (
    <div class={styles.card}>
      <span class={styles.tile}>
        <Icon name="link" />
      </span>
      <span class={styles.about}>
        {host ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            <FileName name={name} />
          </a>
        ) : (
          <FileName name={name} />
        )}
        <span class={styles.size}>
          {host && <span>{t.files.elsewhere(host)}</span>}
          {meta}
        </span>
      </span>
    </div>
  );
}
