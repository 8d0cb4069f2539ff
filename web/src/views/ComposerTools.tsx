// The row under the text: what can be added to it, a hint, and Send.

import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { isMac } from '../lib/device.ts';
import { insert } from '../lib/insert.ts';
import { t } from '../locales/index.ts';
import { preferences } from '../state/preferences.ts';
import { info } from '../state/session.ts';
import { Emoji } from './Emoji.tsx';
import { Icon, type Sign } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './Composer.module.css';

/** Until the server has told, in bytes. */
export const MOST = 5_120;

interface Props {
  area: RefObject<HTMLTextAreaElement | null>;
  box: RefObject<HTMLElement | null>;
  /** An old message is written again. */
  edits: boolean;
  bytes: number;
  sendable: boolean;
  formatting: boolean;
  onFormatting: () => void;
  onFiles: (files: File[]) => void;
}

export function ComposerTools({ area, box, edits, bytes, sendable, formatting, onFormatting, onFiles }: Props) {
  const files = useRef<HTMLInputElement>(null);
  /** What the emoji picker was asked for with. */
  const [picking, setPicking] = useState<Element | null>(null);
  const most = info.value?.limits.messageBytes ?? MOST;

  const mention = () => {
    const { current } = area;
    if (!current) return;
    const before = current.value.slice(0, current.selectionStart);
    insert(current, before === '' || /\s$/u.test(before) ? '@' : ' @');
  };

  return (
    <div class={styles.tools}>
      <Tool sign="attach" narrow="plus" label={t.files.attach} class={styles.attach} disabled={edits} onClick={() => files.current?.click()} />
      <input
        ref={files}
        class="hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Tool
        sign="smile"
        label={t.emoji.open}
        class={styles.emoji}
        pressed={picking !== null}
        onClick={(event) => setPicking(picking ? null : (event.currentTarget as Element))}
      />
      <Tool sign="at" label={t.completion.mention} class={styles.wide} onClick={mention} />
      <Tool sign="type" label={t.format.open} class={styles.wide} pressed={formatting} onClick={onFormatting} />
      {bytes > most ? (
        <p class={styles.over} role="alert">
          {t.composer.tooLong(bytes, most)}
        </p>
      ) : (
        <p class={styles.hint}>{hint(edits)}</p>
      )}
      <button
        type="submit"
        class={styles.send}
        disabled={!sendable}
        aria-label={edits ? t.composer.save : t.composer.send}
        onPointerDown={(event) => event.preventDefault()}
      >
        <Icon name={edits ? 'check' : 'send'} />
      </button>
      {picking && (
        <Emoji
          at={(box.current ?? picking).getBoundingClientRect()}
          from={picking}
          label={t.emoji.open}
          onPick={(picked) => {
            setPicking(null);
            // After the picker has given the focus back.
            requestAnimationFrame(() => area.current && insert(area.current, picked));
          }}
          onClose={() => setPicking(null)}
        />
      )}
    </div>
  );
}

function hint(edits: boolean): string {
  if (preferences.value.sendWith === 'enter') return edits ? t.composer.editHint : t.composer.enter;
  const control = isMac() ? t.composer.command : t.composer.control;
  return edits ? t.composer.editWithEnter(control) : t.composer.withEnter(control);
}

interface ToolProps {
  sign: Sign;
  /** Another sign where the row is one. */
  narrow?: Sign;
  label: string;
  class?: string | undefined;
  pressed?: boolean;
  disabled?: boolean;
  onClick: (event: MouseEvent) => void;
}

function Tool({ sign, narrow, label, class: more = '', pressed, disabled, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class={`${controls.icon} ${more}`}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <span class={narrow && styles.broad}>
        <Icon name={sign} />
      </span>
      {narrow && (
        <span class={styles.narrow}>
          <Icon name={narrow} size={22} />
        </span>
      )}
    </button>
  );
}
