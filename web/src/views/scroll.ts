// Where the list stands: at its end, or with the row that is being read exactly where it was, whatever comes above or below.

import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { lookAt, newerOnes, older, toEnd } from '../chapters/history.ts';
import { isCalm } from '../lib/device.ts';
import type { ConversationId } from '../protocol.ts';
import type { Row } from '../state/rows.ts';
import { timeline, update } from '../state/timelines.ts';
import { atEnd, found } from '../state/view.ts';

/** So near to the end counts as being there. */
const NEAR_END = 100;
/** So near to the first or last row held, more is fetched. */
const NEAR_EDGE = 800;
/** Between the top of the pane and the line of new messages when a conversation opens. */
const ABOVE_LINE = 16;

interface Options {
  id: ConversationId;
  box: RefObject<HTMLDivElement | null>;
  list: RefObject<HTMLOListElement | null>;
  ready: boolean;
  /** Another number than before: the list stands at the line of new messages again, as when it was opened. */
  place: number;
  /** My newest message that waits: writing one leads to the end. */
  sent: string | undefined;
  rows: readonly Row[];
}

interface Anchor {
  key: string;
  top: number;
}

/** Answers a way to the end. */
export function useScroll({ id, box, list, ready, place, sent, rows }: Options): () => void {
  const placed = useRef(false);
  const follows = useRef(true);
  /** The end was asked for and is not held yet. */
  const awaits = useRef(false);
  const anchor = useRef<Anchor | null>(null);
  const lastSent = useRef(sent);
  const lastPlace = useRef(place);
  /** The height of the pane when the list was last put in its place. */
  const height = useRef(0);

  const topOf = (element: Element, frame: Element) => element.getBoundingClientRect().top - frame.getBoundingClientRect().top;

  /** Notes where we are, and fetches what comes into reach. */
  const look = () => {
    const frame = box.current;
    if (!frame || !placed.current) return;
    const below = frame.scrollHeight - frame.scrollTop - frame.clientHeight;
    const { hasAfter, messages } = timeline(id).peek();
    follows.current = below <= NEAR_END && !hasAfter;
    atEnd.value = follows.current;
    if (follows.current) update(id, () => ({ below: 0 }));
    anchor.current = firstInSight(frame);
    const looked = follows.current ? undefined : messages.find((message) => [message._id, message.clientId].includes(anchor.current?.key));
    lookAt(looked?._id ?? null);
    if (frame.scrollTop < NEAR_EDGE) older(id);
    if (below < NEAR_EDGE) newerOnes(id);
  };

  const firstInSight = (frame: HTMLElement): Anchor | null => {
    const all = list.current?.querySelectorAll<HTMLElement>('[data-key]') ?? [];
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = all[middle];
      if (row && row.offsetTop + row.offsetHeight > frame.scrollTop) high = middle;
      else low = middle + 1;
    }
    const row = all[low];
    return row?.dataset.key ? { key: row.dataset.key, top: topOf(row, frame) } : null;
  };

  /** Puts the list where it belongs after it changed. */
  const settle = () => {
    const frame = box.current;
    if (!frame || !ready) return;
    height.current = frame.clientHeight;
    if (awaits.current && !timeline(id).peek().hasAfter) {
      awaits.current = false;
      follows.current = true;
    }
    if (!placed.current) {
      const line = list.current?.querySelector('[data-new]');
      frame.scrollTop = line ? frame.scrollTop + topOf(line, frame) - ABOVE_LINE : frame.scrollHeight;
      placed.current = true;
      look();
    } else if (follows.current) {
      frame.scrollTop = frame.scrollHeight;
    } else if (anchor.current) {
      const row = list.current?.querySelector(`[data-key="${CSS.escape(anchor.current.key)}"]`);
      const moved = row ? topOf(row, frame) - anchor.current.top : 0;
      // Even setting it to what it is would end a scroll that is under way.
      if (moved !== 0) frame.scrollTop += moved;
    }
  };

  useLayoutEffect(() => {
    if (sent !== undefined && sent !== lastSent.current) awaits.current = true;
    lastSent.current = sent;
    if (place !== lastPlace.current) placed.current = false;
    lastPlace.current = place;
    settle();
    look();
  }, [rows, ready, sent, place]);

  // Somebody went to a message: it stands in the middle, and is marked until the mark has faded.
  const goal = found.value;
  const met = useRef<string | null>(null);
  useLayoutEffect(() => {
    const frame = box.current;
    if (goal === null) met.current = null;
    // Once: whoever has gone on from there meanwhile is not taken back.
    if (goal === met.current) return;
    const row = goal && list.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(goal)}"]`);
    if (!frame || !row) return;
    follows.current = false;
    frame.scrollTop += topOf(row, frame) - Math.max(16, (frame.clientHeight - row.offsetHeight) / 2);
    met.current = goal;
    row.focus({ preventScroll: true });
    look();
    setTimeout(() => {
      if (found.peek() === goal) found.value = null;
    }, 2_000);
  }, [goal, rows]);

  useEffect(() => {
    const frame = box.current;
    if (!frame || !list.current) return;
    // A pane that grew or shrank scrolls too, and that is not the reader's doing: the observer sees to it.
    const scrolled = () => frame.clientHeight === height.current && look();
    frame.addEventListener('scroll', scrolled, { passive: true });
    const observer = new ResizeObserver(settle);
    observer.observe(frame);
    observer.observe(list.current);
    return () => {
      frame.removeEventListener('scroll', scrolled);
      observer.disconnect();
      atEnd.value = true;
      lookAt(null);
    };
  }, [ready]);

  return () => {
    const frame = box.current;
    if (!frame) return;
    const far = timeline(id).peek().hasAfter || frame.scrollHeight - frame.scrollTop > 3 * frame.clientHeight;
    void toEnd(id);
    if (!far && !isCalm()) return frame.scrollTo({ top: frame.scrollHeight, behavior: 'smooth' });
    awaits.current = true;
    settle();
  };
}
