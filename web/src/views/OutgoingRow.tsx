// My message on its way: waiting, or refused with a way to try again.

import { discard, retry, withoutFile } from '../chapters/messages.ts';
import { clock } from '../lib/time.ts';
import { t } from '../locales/index.ts';
import { attachments, kindOf } from '../state/attachments.ts';
import type { Outgoing } from '../state/outbox.ts';
import { Attachment, FileName } from './Attachment.tsx';
import { Chips } from './Chips.tsx';
import { Icon } from './Icon.tsx';
import { Gap, Text } from './Words.tsx';
import controls from '../styles/controls.module.css';
import row from './MessageRow.module.css';
import words from './Words.module.css';
import styles from './OutgoingRow.module.css';

interface Props {
  item: Outgoing;
  first: boolean;
  last: boolean;
  /** The one row that Tab comes to. */
  reachable: boolean;
}

export function OutgoingRow({ item, first, last, reachable }: Props) {
  const classes = [row.row, row.mine, item.failed === null ? row.pending : row.failed, first && row.first, last && row.last];
  const state = (
    <span class={words.meta}>
      <time dateTime={item.createdAt}>{clock(item.createdAt)}</time>
      {item.failed === null && (
        <span>
          <Icon name="clock" size={15} />
          <span class="hidden">{t.message.pending}</span>
        </span>
      )}
    </span>
  );
  const upload = item.upload && attachments.value.filter(({ id }) => id === item.upload?.id);
  const bare = item.file !== undefined && item.content === '';
  return (
    <li class={classes.filter(Boolean).join(' ')} data-key={item.clientId} tabIndex={reachable ? 0 : -1}>
      <span class="hidden">{t.message.you}: </span>
      {!bare && item.content !== '' && (
        <div class={row.words} dir="auto">
          <Text
            text={item.content}
            tail={
              <>
                <Gap />
                {state}
              </>
            }
          />
        </div>
      )}
      {item.file && (
        <div class={row.attached}>
          <Attachment shown={{ ...item.file, type: kindOf(item.file) }} meta={bare && state} />
        </div>
      )}
      {upload && (
        <div class={row.attached}>
          {upload.length > 0 ? <Chips all={upload} onRemove={() => withoutFile(item)} /> : <FileName name={item.upload?.name ?? ''} />}
          {item.failed === null && (
            <p class={styles.whenUp} role="status">
              {t.files.whenUp}
            </p>
          )}
        </div>
      )}
      {item.failed !== null && (
        <p class={styles.actions} role="alert">
          <Icon name="alert" size={15} />
          <span title={item.failed}>{t.message.notSent}</span>
          <span class="hidden">{item.failed}</span>
          <button type="button" class={controls.quiet} onClick={() => retry(item)}>
            {t.message.retry}
          </button>
          <button type="button" class={controls.quietDanger} onClick={() => discard(item)}>
            {t.message.remove}
          </button>
        </p>
      )}
    </li>
  );
}
