// What is pinned in a conversation: each leads to where it was said.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../chapters/attempt.ts';
import { goTo } from '../chapters/history.ts';
import { narrow } from '../lib/device.ts';
import { short } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import type { Conversation, Message, User } from '../protocol.ts';
import { pinsChanged } from '../state/pins.ts';
import { may } from '../state/rights.ts';
import { detailing } from '../state/view.ts';
import { Icon } from './Icon.tsx';
import { line, speaker } from './Quote.tsx';
import controls from '../styles/controls.module.css';
import styles from './Details.module.css';

export function DetailsPins({ conversation, self }: { conversation: Conversation; self: User }) {
  const id = conversation._id;
  const [pins, setPins] = useState<Message[]>([]);
  const changed = pinsChanged.value;
  useEffect(() => {
    let current = true;
    void attempt(api.pins(id).then(({ messages }) => current && setPins(messages)));
    return () => void (current = false);
  }, [id, changed]);
  if (pins.length === 0) return null;
  const lead = (message: Message) => {
    if (narrow.value) detailing.value = false;
    goTo(id, message._id);
  };
  return (
    <section class={styles.section} aria-labelledby="details-pins">
      <div class={styles.heading}>
        <h3 id="details-pins">{t.details.pins(pins.length)}</h3>
      </div>
      <ul>
        {pins.map((message) => (
          <li key={message._id} class={styles.pin}>
            <button type="button" onClick={() => lead(message)}>
              <strong>
                <bdi>{speaker(message)}</bdi>
                <time dateTime={message.createdAt}>{short(message.createdAt)}</time>
              </strong>
              <p dir="auto">{line(message)}</p>
            </button>
            {may('pin', conversation, self) && (
              <button type="button" class={controls.icon} aria-label={t.details.unpin} title={t.details.unpin} onClick={() => void attempt(api.unpin(message._id))}>
                <Icon name="close" size={18} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
