// Every channel there is, by name: to open where one takes part, to join where not.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../api.ts';
import { enterChannel } from '../chapters/conversations.ts';
import { go } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { ConversationAvatar } from './Avatar.tsx';
import controls from '../styles/controls.module.css';
import styles from './NewConversation.module.css';

export function BrowseChannels({ onDone }: { onDone: () => void }) {
  const [channels, setChannels] = useState<Conversation[] | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const attempt = (work: Promise<unknown>) => work.catch((error: Error) => setWrong(error.message));
  useEffect(() => void attempt(api.channels().then((all) => setChannels(all.channels))), []);

  const enter = (channel: Conversation) => {
    if (!channel.joined) return void attempt(enterChannel(channel._id).then(onDone));
    onDone();
    go(channel._id);
  };
  return (
    <>
      {wrong && (
        <p class={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <ul class={styles.channels} aria-busy={channels === null} aria-label={t.create.browse}>
        {channels?.map((channel) => (
          <li key={channel._id}>
            <ConversationAvatar conversation={channel} size={40} />
            <p>
              <strong>
                <bdi>{channel.name}</bdi>
              </strong>
              <span dir="auto">{channel.topic || t.presence.people(channel.participantCount)}</span>
            </p>
            <button type="button" class={`${controls.button} ${controls.secondary} ${controls.small}`} onClick={() => enter(channel)}>
              {channel.joined ? t.create.open : t.create.join}
              <span class="hidden"> {channel.name}</span>
            </button>
          </li>
        ))}
        {channels?.length === 0 && <li class={styles.none}>{t.create.noChannels}</li>}
      </ul>
    </>
  );
}
