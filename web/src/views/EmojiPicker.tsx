// All emoji in one grid: searched, walked through with the arrows, the ones used last at its head.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { all, known, search, toned, type Emoji } from '../lib/emoji.ts';
import { isTouch } from '../lib/device.ts';
import { t } from '../locales/index.ts';
import { noteEmoji, recent, setTone, tone } from '../state/emoji.ts';
import { Icon, type Sign } from './Icon.tsx';
import { Toolbar } from './Toolbar.tsx';
import styles from './EmojiPicker.module.css';

interface Section {
  /** Its name is the word of this key. */
  key: 'recent' | 'found' | 'faces' | 'nature' | 'food' | 'travel' | 'activities' | 'objects' | 'symbols' | 'flags';
  sign: Sign;
  emoji: readonly Emoji[];
}

const of = (...groups: number[]) => all.filter(({ group }) => groups.includes(group));
const GROUPS: readonly Section[] = [
  { key: 'faces', sign: 'smile', emoji: of(0, 1) },
  { key: 'nature', sign: 'leaf', emoji: of(3) },
  { key: 'food', sign: 'food', emoji: of(4) },
  { key: 'travel', sign: 'car', emoji: of(5) },
  { key: 'activities', sign: 'trophy', emoji: of(6) },
  { key: 'objects', sign: 'bulb', emoji: of(7) },
  { key: 'symbols', sign: 'heart', emoji: of(8) },
  { key: 'flags', sign: 'flag', emoji: of(9) },
];

/** One that was used and is newer than what we know. */
const NAMELESS: Emoji = { emoji: '', name: '', shortcode: '', shortcodes: [], tags: [], group: -1, tones: [] };
const TONES = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];

export interface EmojiPickerProps {
  onPick: (emoji: string) => void;
}

export function EmojiPicker({ onPick }: EmojiPickerProps) {
  const [words, setWords] = useState('');
  const [active, setActive] = useState('');
  const [tab, setTab] = useState('recent');
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const used = useMemo(() => recent.peek().map((each): Emoji => ({ ...(known(each) ?? NAMELESS), emoji: each })), []);
  const sections = useMemo((): readonly Section[] => {
    if (words.trim() === '') return [{ key: 'recent', sign: 'history', emoji: used }, ...GROUPS];
    return [{ key: 'found', sign: 'search', emoji: search(words, 160) }];
  }, [words]);
  const first = sections[0]?.emoji[0];
  const fallback = first ? `${sections[0]?.key} ${first.emoji}` : '';
  const current = active || fallback;
  const shown = known(current.slice(current.indexOf(' ') + 1)) ?? first;

  useEffect(() => {
    if (!isTouch()) field.current?.focus({ preventScroll: true });
  }, []);
  useLayoutEffect(() => setActive(''), [words]);

  /** Those used last as they were used, the others in the tone that was chosen. */
  const drawn = (at: string, each: Emoji) => (at.startsWith('recent ') ? at.slice(7) : toned(each, tone.value));

  const cells = () => [...(grid.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
  const pick = (emoji: string) => {
    noteEmoji(emoji);
    onPick(emoji);
  };

  /** Up and down go by place, because the rows of groups end anywhere. */
  const step = (event: KeyboardEvent): number | null => {
    const list = cells();
    const at = Math.max(0, list.findIndex((cell) => cell.id === `emoji ${current}`.replaceAll(' ', '-')));
    const rtl = document.documentElement.dir === 'rtl';
    switch (event.key) {
      case 'ArrowRight':
        return at + (rtl ? -1 : 1);
      case 'ArrowLeft':
        return at + (rtl ? 1 : -1);
      case 'ArrowDown':
      case 'ArrowUp': {
        const down = event.key === 'ArrowDown';
        const here = list[at];
        if (!here) return null;
        const row = (cell: HTMLElement) => cell.offsetTop + (cell.offsetParent as HTMLElement).offsetTop;
        const beyond = list.filter((cell) => (down ? row(cell) > row(here) : row(cell) < row(here)));
        const next = down ? beyond[0] : beyond.at(-1);
        if (!next) return at;
        const near = beyond.filter((cell) => row(cell) === row(next));
        near.sort((a, b) => Math.abs(a.offsetLeft - here.offsetLeft) - Math.abs(b.offsetLeft - here.offsetLeft));
        return list.indexOf(near[0] ?? next);
      }
      default:
        return null;
    }
  };

  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (shown && current) pick(drawn(current, shown));
      return;
    }
    const next = step(event);
    if (next === null) return;
    event.preventDefault();
    const cell = cells()[Math.max(0, next)];
    if (!cell) return;
    setActive(cell.dataset.at ?? '');
    cell.scrollIntoView({ block: 'nearest' });
  };

  const goTo = (section: string) => {
    setWords('');
    setTab(section);
    requestAnimationFrame(() => {
      const found = grid.current?.querySelector<HTMLElement>(`[data-section=${section}]`);
      if (found && grid.current) grid.current.scrollTop = found.offsetTop - grid.current.offsetTop;
    });
    if (!isTouch()) field.current?.focus({ preventScroll: true });
  };

  const scrolled = () => {
    const box = grid.current;
    if (!box || words !== '') return;
    const tops = [...box.querySelectorAll<HTMLElement>('[data-section]')].filter((each) => each.offsetTop - box.offsetTop <= box.scrollTop + 8);
    setTab(tops.at(-1)?.dataset.section ?? 'recent');
  };

  return (
    <div class={styles.picker}>
      <div class={styles.search}>
        <Icon name="search" size={18} />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="emoji-grid"
          aria-autocomplete="list"
          aria-activedescendant={current ? `emoji ${current}`.replaceAll(' ', '-') : undefined}
          aria-label={t.emoji.search}
          placeholder={t.emoji.search}
          autocomplete="off"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={key}
        />
      </div>
      <Toolbar class={styles.tabs} label={t.emoji.groups}>
        {[{ key: 'recent', sign: 'history' } as const, ...GROUPS].map((group) => (
          <button
            key={group.key}
            type="button"
            class={styles.tab}
            aria-label={t.emoji[group.key]}
            title={t.emoji[group.key]}
            aria-pressed={words === '' && tab === group.key}
            onClick={() => goTo(group.key)}
          >
            <Icon name={group.sign} />
          </button>
        ))}
      </Toolbar>
      <div ref={grid} class={styles.grid} id="emoji-grid" role="listbox" tabIndex={-1} aria-label={t.emoji.label} onScroll={scrolled}>
        {sections.map((section) => (
          <div key={section.key} class={styles.section} data-section={section.key} role="group" aria-label={t.emoji[section.key]}>
            <p class={styles.label} aria-hidden="true">
              {t.emoji[section.key]}
            </p>
            <div class={styles.cells} role="presentation">
              {section.emoji.map((each) => {
                const at = `${section.key} ${each.emoji}`;
                return (
                  <button
                    key={each.emoji}
                    id={`emoji ${at}`.replaceAll(' ', '-')}
                    type="button"
                    role="option"
                    tabIndex={-1}
                    class={`${styles.cell} ${at === current ? styles.current : ''}`}
                    data-at={at}
                    aria-selected={at === current}
                    aria-label={each.name || each.emoji}
                    onPointerMove={() => at !== active && setActive(at)}
                    onClick={() => pick(drawn(at, each))}
                  >
                    {drawn(at, each)}
                  </button>
                );
              })}
            </div>
          </div>
        ))}
        {first === undefined && <p class={styles.none}>{t.emoji.none(words.trim())}</p>}
      </div>
      <div class={styles.foot}>
        {shown && current && (
          <>
            <span class={styles.large} aria-hidden="true">
              {drawn(current, shown)}
            </span>
            <strong>{shown.name}</strong>
            {shown.shortcode && <span>:{shown.shortcode}:</span>}
          </>
        )}
        <button type="button" class={styles.tone} aria-label={t.emoji.tone(t.emoji.tones[tone.value] ?? '')} title={t.emoji.tone(t.emoji.tones[tone.value] ?? '')} onClick={() => setTone((tone.value + 1) % 6)}>
          {TONES[tone.value]}
        </button>
      </div>
    </div>
  );
}
