// The files of a conversation, the newest first: pictures in a row, the rest by name; each leads to where it was sent.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { isOurs } from '../chapters/files.ts';
import { narrow } from '../lib/device.ts';
import { goToMessage } from '../lib/route.ts';
import { fileSize } from '../lib/size.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Message, MessageId } from '../protocol.ts';
import { detailing } from '../state/view.ts';
import { useSource } from './file-address.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Details.module.css';

const PAGE = 12;

export function DetailsFiles({ conversation }: { conversation: Conversation }) {
  const id = conversation._id;
  const [files, setFiles] = useState<readonly Message[]>([]);
  const [next, setNext] = useState<MessageId | null>(null);
  // A newer message may have brought one.
  const newest = conversation.lastMessage?.fileUrl ? conversation.lastMessage._id : null;
  const read = async (cursor: MessageId | null, before: readonly Message[]) => {
    const found = await api.search({ in: id, has: 'file', limit: PAGE, ...(cursor && { cursor }) });
    setFiles([...before, ...found.results.map(({ message }) => message)]);
    setNext(found.next);
  };
  useEffect(() => void attempt(read(null, [])), [id, newest]);
  if (files.length === 0) return null;

  const isPicture = ({ type, thumbnailUrl }: Message) => type === 'image' && thumbnailUrl !== undefined && isOurs(thumbnailUrl);
  const lead = ({ _id }: Message) => {
    if (narrow.peek()) detailing.value = false;
    goToMessage(id, _id);
  };
  const pictures = files.filter(isPicture);
  return (
    <section class={styles.section} aria-labelledby="details-files">
      <div class={styles.heading}>
        <h3 id="details-files">{t.details.files}</h3>
        {next && (
          <button type="button" class={controls.quiet} onClick={() => void attempt(read(next, files))}>
            {t.details.showMore}
          </button>
        )}
      </div>
      {pictures.length > 0 && (
        <ul class={styles.pictures}>
          {pictures.map((message) => (
            <li key={message._id}>
              <Picture message={message} onOpen={() => lead(message)} />
            </li>
          ))}
        </ul>
      )}
      <ul>
        {files
          .filter((message) => !isPicture(message))
          .map((message) => (
            <li key={message._id}>
              <button type="button" class={styles.file} onClick={() => lead(message)}>
                <span>
                  <Icon name={isOurs(message.fileUrl ?? '') ? 'file' : 'link'} />
                </span>
                <p>
                  <strong>
                    <bdi>{message.fileName ?? t.message.file}</bdi>
                  </strong>
                  <span>{[message.fileSize !== undefined && fileSize(message.fileSize), short(message.createdAt)].filter(Boolean).join(', ')}</span>
                </p>
              </button>
            </li>
          ))}
      </ul>
    </section>
  );
}

function Picture({ message, onOpen }: { message: Message; onOpen: () => void }) {
  const { src, onError } = useSource(message.thumbnailUrl ?? '', message.fileUrl);
  return (
    <button type="button" aria-label={t.files.open(message.fileName ?? t.message.photo)} onClick={onOpen}>
      <img src={src} alt="" loading="lazy" decoding="async" onError={onError} />
    </button>
  );
}
