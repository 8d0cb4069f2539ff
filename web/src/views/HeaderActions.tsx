// What can be asked of a conversation at the end of its header: what was said, and what it is.

import { narrow, tiny } from '../lib/device.ts';
import { replace } from '../lib/route.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { detailing } from '../state/view.ts';
import { DETAILS_BUTTON, hideDetails, showDetails } from './details-way.ts';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';
import { seekIn } from './search-field.ts';
import controls from '../styles/controls.module.css';

export function HeaderActions({ conversation }: { conversation: Conversation }) {
  const size = narrow.value ? 22 : 20;
  const seek = () => {
    // On a phone the list takes the place of the conversation, and the way back leads here again.
    if (narrow.peek()) replace(null);
    seekIn(conversation._id);
  };
  if (tiny.value) {
    return (
      <Menu
        id={DETAILS_BUTTON}
        label={t.message.more}
        class={controls.icon}
        choices={[
          { label: t.search.here, sign: 'search', onChoose: seek },
          { label: t.details.show, sign: 'info', onChoose: showDetails },
        ]}
      >
        <Icon name="more" size={size} />
      </Menu>
    );
  }
  return (
    <>
      <button type="button" class={controls.icon} aria-label={t.search.here} title={t.search.here} onClick={seek}>
        <Icon name="search" size={size} />
      </button>
      <button
        id={DETAILS_BUTTON}
        type="button"
        class={`${controls.icon} ${detailing.value ? controls.on : ''}`}
        aria-label={t.details.show}
        title={t.details.show}
        aria-expanded={detailing.value}
        onClick={() => (detailing.value ? hideDetails() : showDetails())}
      >
        <Icon name="info" size={size} />
      </button>
    </>
  );
}
