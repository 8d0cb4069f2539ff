// Any emoji under a message, beyond those that are one touch away.

import { toggle } from '../chapters/changes.ts';
import { openId } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import { reacting, type Beside } from '../state/beside.ts';
import { myId } from '../state/session.ts';
import { find } from '../state/timelines.ts';
import { Emoji } from './Emoji.tsx';

export function ReactionPicker({ id, at }: Beside) {
  const close = () => (reacting.value = null);
  const pick = (emoji: string) => {
    close();
    const message = openId.peek() === null ? undefined : find(openId.peek() ?? '', id);
    if (message) void toggle(message, emoji, myId());
  };
  return <Emoji at={at} label={t.message.react} side="end" onPick={pick} onClose={close} />;
}
