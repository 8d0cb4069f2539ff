// Where one writes: a new message with what goes along with it, or an old one again.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { save } from '../chapters/changes.ts';
import { attach } from '../chapters/files.ts';
import { send } from '../chapters/messages.ts';
import { readQuote } from '../chapters/quotes.ts';
import { stopped, typed } from '../chapters/typing.ts';
import { isTouch } from '../lib/device.ts';
import { byteLength } from '../lib/text.ts';
import { t } from '../locales/index.ts';
import type { Conversation } from '../protocol.ts';
import { attached, takeAttachment } from '../state/attachments.ts';
import { firstName, other, title } from '../state/conversations.ts';
import { answers, drafts, dropRevision, restored, revisions, sendDraft, setAnswer, setDraft, setRevision } from '../state/drafts.ts';
import { spelled } from '../state/emoji.ts';
import { preferences } from '../state/preferences.ts';
import { quote } from '../state/quotes.ts';
import { info, myId } from '../state/session.ts';
import { find, timeline } from '../state/timelines.ts';
import { editing, found } from '../state/view.ts';
import { Chips } from './Chips.tsx';
import { choiceId, Completion, useCompletion } from './Completion.tsx';
import { ComposerBar } from './ComposerBar.tsx';
import { ComposerTools, MOST } from './ComposerTools.tsx';
import { warmEmoji } from './Emoji.tsx';
import { Formatting, markByKey } from './Formatting.tsx';
import { startEdit } from './message-actions.ts';
import styles from './Composer.module.css';

export function Composer({ conversation }: { conversation: Conversation }) {
  const id = conversation._id;
  const area = useRef<HTMLTextAreaElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const edited = editing.value?.conversationId === id ? editing.value : undefined;
  const answer = answers.value[id];
  const answered = edited || !answer ? undefined : (find(id, answer) ?? quote(answer).value ?? undefined);
  const gone = answer !== undefined && !answered && quote(answer).value === null;
  const text = edited ? (revisions.value[edited._id]?.text ?? edited.content) : (drafts.value[id] ?? '');
  const files = edited ? [] : attached(id);
  const most = info.value?.limits.messageBytes ?? MOST;
  const bytes = byteLength(text.trim());
  const going = files.filter((each) => each.failed === null);
  const sendable = bytes <= most && (bytes > 0 || going.length > 0 || edited?.fileUrl !== undefined);
  const person = other(conversation, myId());
  const name = person ? firstName(person.displayName) : title(conversation, myId());
  const enterSends = preferences.value.sendWith === 'enter' && !isTouch();

  const completing = useCompletion(conversation, area);
  const [formatting, setFormatting] = useState(false);
  useEffect(warmEmoji, []);

  const focus = () => area.current?.focus({ preventScroll: true });
  useEffect(() => {
    // Whoever was led to a message is at that message.
    if (!isTouch() && !(found.peek() && find(id, found.peek() ?? ''))) focus();
  }, [id]);

  useLayoutEffect(() => {
    if (!edited) return;
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(text.length, text.length);
    });
  }, [edited?._id]);

  // An edit that was neither saved nor given up goes on where it was left.
  useEffect(() => {
    const begun = Object.values(revisions.peek()).findLast(({ message }) => message.conversationId === id);
    if (begun && !editing.peek()) startEdit(find(id, begun.message._id) ?? begun.message);
  }, [id, restored.value]);

  useEffect(() => {
    if (answer && !answered) void readQuote(id, answer);
  }, [answer]);

  // As high as its text; the style sheet sets the most.
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    current.style.blockSize = 'auto';
    current.style.blockSize = `${current.scrollHeight}px`;
  }, [text]);

  const write = (words: string) => {
    if (edited) return setRevision(edited, words);
    setDraft(id, words);
    if (words.trim() === '') stopped();
    else typed(id);
  };

  const submit = async () => {
    if (!sendable) return;
    const words = text.trim();
    if (edited) {
      const asked = text;
      if (!(await save(edited, await spelled(words)))) return;
      // More may have been typed meanwhile, or another edit begun.
      if ((revisions.peek()[edited._id]?.text ?? asked) !== asked) return;
      dropRevision(edited._id);
      if (editing.peek()?._id === edited._id) stop();
      return;
    }
    stopped();
    // On the disk it stays until its message is queued.
    sendDraft(id);
    for (const each of files) if (each.refused) takeAttachment(each.id);
    // The words go with the first file, the others follow: each message holds one.
    const [first, ...rest] = going;
    send(id, words, { replyTo: gone ? undefined : answer, attachment: first });
    for (const attachment of rest) send(id, '', { attachment });
    area.current?.focus();
  };

  useLayoutEffect(() => {
    if (answered) requestAnimationFrame(() => area.current?.focus());
  }, [answered?._id]);

  const stop = () => {
    if (edited) {
      dropRevision(edited._id);
      editing.value = null;
    } else setAnswer(id, undefined);
    area.current?.focus();
  };

  const key = (event: KeyboardEvent) => {
    // 229: Safari ends a composition before it tells of the key that ended it.
    if (event.isComposing || event.keyCode === 229 || completing.key(event) || markByKey(event)) return;
    if (event.key === 'Escape' && (edited || answered)) {
      event.preventDefault();
      stop();
    } else if (event.key === 'ArrowUp' && text === '' && !edited) {
      const mine = timeline(id).peek().messages.findLast((message) => message.sender._id === myId() && !message.deleted);
      if (!mine) return;
      event.preventDefault();
      startEdit(mine);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || (!event.shiftKey && enterSends))) {
      event.preventDefault();
      void submit();
    }
  };

  const paste = (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    // A table of a spreadsheet comes as words and as a picture of them: the words are meant.
    if (pasted.length === 0 || edited || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    attach(id, pasted);
  };

  return (
    <form
      class={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Completion completing={completing} />
      <div ref={box} class={styles.box}>
        <ComposerBar edited={edited} answered={answered} onStop={stop} />
        {formatting && <Formatting area={area} />}
        <Chips all={files} onLeft={focus} />
        <textarea
          ref={area}
          class={styles.text}
          rows={1}
          dir={text === '' ? undefined : 'auto'}
          placeholder={t.composer.placeholder(name)}
          aria-label={t.composer.placeholder(name)}
          value={text}
          aria-autocomplete="list"
          aria-controls={completing.choices.length > 0 ? 'choices' : undefined}
          aria-activedescendant={completing.choices.length > 0 ? choiceId(completing.at) : undefined}
          onInput={(event) => {
            write(event.currentTarget.value);
            completing.look();
          }}
          onKeyUp={completing.look}
          onClick={completing.look}
          onBlur={completing.close}
          onKeyDown={key}
          onPaste={paste}
          enterkeyhint={enterSends ? 'send' : 'enter'}
          autocomplete="off"
        />
        <ComposerTools
          area={area}
          box={box}
          edits={edited !== undefined}
          bytes={bytes}
          sendable={sendable}
          formatting={formatting}
          onFormatting={() => setFormatting(!formatting)}
          onFiles={(picked) => {
            attach(id, picked);
            focus();
          }}
        />
      </div>
    </form>
  );
}
