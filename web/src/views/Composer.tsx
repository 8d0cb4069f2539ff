// Where one writes: a new message, or an old one again.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { save } from '../chapters/changes.ts';
import { send } from '../chapters/messages.ts';
import { stopped, typed } from '../chapters/typing.ts';
import { isTouch } from '../lib/device.ts';
import { byteLength } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { firstName, other, title } from '../state/conversations.ts';
import { drafts, setDraft } from '../state/drafts.ts';
import { info, myId } from '../state/session.ts';
import { find, timeline } from '../state/timelines.ts';
import { answering, editing } from '../state/view.ts';
import { Icon } from './Icon.tsx';
import { startEdit } from './message-actions.ts';
import { line, speaker } from './Quote.tsx';
import controls from '../styles/controls.module.css';
import styles from './Composer.module.css';

export function Composer({ conversation }: { conversation: Conversation }) {
  const id = conversation._id;
  const area = useRef<HTMLTextAreaElement>(null);
  const [revised, setRevised] = useState('');
  const edited = editing.value === null ? undefined : find(id, editing.value);
  const answered = edited || answering.value === null ? undefined : find(id, answering.value);
  const text = edited ? revised : (drafts.value[id] ?? '');
  const most = info.value?.limits.messageBytes ?? 5_120;
  const bytes = byteLength(text.trim());
  const sendable = bytes > 0 && bytes <= most;
  const person = other(conversation, myId());
  const name = person ? firstName(person.displayName) : title(conversation, myId());

  useEffect(() => {
    if (!isTouch()) area.current?.focus({ preventScroll: true });
  }, [id]);

  useLayoutEffect(() => {
    if (!edited) return;
    setRevised(edited.content);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(edited.content.length, edited.content.length);
    });
  }, [edited?._id]);

  // As high as its text; the style sheet sets the most.
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.blockSize = 'auto';
    current.style.blockSize = `${current.scrollHeight}px`;
  }, [text]);

  const write = (words: string) => {
    if (edited) return setRevised(words);
    setDraft(id, words);
    if (words.trim() === '') stopped();
    else typed(id);
  };

  const submit = async () => {
    if (!sendable) return;
    const words = text.trim();
    if (edited) {
      if (await save(edited, words)) stop();
      return;
    }
    stopped();
    send(id, words, answered?._id);
    answering.value = null;
    area.current?.focus();
  };

  useLayoutEffect(() => {
    if (answered) requestAnimationFrame(() => area.current?.focus());
  }, [answered?._id]);

  const stop = () => {
    editing.value = null;
    answering.value = null;
    area.current?.focus();
  };

  const key = (event: KeyboardEvent) => {
    // 229: Safari ends a composition before it tells of the key that ended it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape' && (edited || answered)) {
      event.preventDefault();
      stop();
    } else if (event.key === 'ArrowUp' && text === '' && !edited) {
      const mine = timeline(id).peek().messages.findLast((message) => message.sender._id === myId() && !message.deleted);
      if (!mine) return;
      event.preventDefault();
      startEdit(mine);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || (!event.shiftKey && !isTouch()))) {
      event.preventDefault();
      void submit();
    }
  };

  return (
    <form
      class={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class={styles.box}>
        {edited && (
          <div class={styles.editing}>
            <Icon name="edit" size={18} />
            <p>
              <strong>{t.composer.editing}</strong>
              <span dir="auto">{edited.content}</span>
            </p>
            <button type="button" class={controls.icon} aria-label={t.composer.cancelEdit} onClick={stop}>
              <Icon name="close" />
            </button>
          </div>
        )}
        {answered && (
          <div class={styles.editing}>
            <Icon name="reply" size={18} />
            <p>
              <strong>{t.composer.answering(speaker(answered))}</strong>
              <span dir="auto">{line(answered)}</span>
            </p>
            <button type="button" class={controls.icon} aria-label={t.composer.cancelAnswer} onClick={stop}>
              <Icon name="close" />
            </button>
          </div>
        )}
        <textarea
          ref={area}
          class={styles.text}
          rows={1}
          dir="auto"
          placeholder={t.composer.placeholder(name)}
          aria-label={t.composer.placeholder(name)}
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={key}
          enterkeyhint={isTouch() ? 'enter' : 'send'}
          autocomplete="off"
        />
        <div class={styles.tools}>
          {bytes > most ? (
            <p class={styles.over} role="alert">
              {t.composer.tooLong(bytes, most)}
            </p>
          ) : (
            <p class={styles.hint}>{edited ? t.composer.editHint : t.composer.enter}</p>
          )}
          <button
            type="submit"
            class={styles.send}
            disabled={!sendable}
            aria-label={edited ? t.composer.save : t.composer.send}
            onPointerDown={(event) => event.preventDefault()}
          >
            <Icon name={edited ? 'check' : 'send'} />
          </button>
        </div>
      </div>
    </form>
  );
}
