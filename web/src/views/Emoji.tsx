// The emoji picker where it is asked for: beside the button, or from below on a phone.

import { narrow } from '../lib/device.ts';
import { loadEmoji } from '../state/emoji.ts';
import { Dialog } from './Dialog.tsx';
import type { EmojiPickerProps } from './EmojiPicker.tsx';
import { lazy } from './lazy.ts';
import { Popover } from './Popover.tsx';

const load = () => import('./EmojiPicker.tsx');
const Picker = lazy<EmojiPickerProps>(() => load().then(({ EmojiPicker }) => EmojiPicker));

/** Fetches it while nothing else is to do, so that it is there when the line is not. */
export function warmEmoji(): void {
  const fetch = () => void Promise.all([load(), loadEmoji()]).catch(() => undefined);
  if ('requestIdleCallback' in window) requestIdleCallback(fetch, { timeout: 10_000 });
  else setTimeout(fetch, 3_000);
}

interface Props {
  at: DOMRect;
  from?: Element | null;
  side?: 'start' | 'end';
  label: string;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

export function Emoji({ at, from = null, side = 'start', label, onPick, onClose }: Props) {
  if (narrow.value) {
    return (
      <Dialog title={label} sheet onClose={onClose}>
        <Picker onPick={onPick} />
      </Dialog>
    );
  }
  return (
    <Popover at={at} from={from} side={side} label={label} onClose={onClose}>
      <Picker onPick={onPick} />
    </Popover>
  );
}
