// Where the focus is, where it goes back to, and where it goes when what had it is taken away: never out of the page.

import { arrow, type Line } from '../lib/arrows.ts';
import { isTouch } from '../lib/device.ts';

const REACHED = 'a[href], button, input, select, textarea, summary, [tabindex]';

interface Place {
  element: HTMLElement;
  before: Element | null;
  after: Element | null;
}

/** An element and all that it is in, each with its neighbours at that time. */
type Trail = readonly Place[];

function trailOf(element: Element | null): Trail {
  const trail: Place[] = [];
  for (let each = element; each instanceof HTMLElement && each !== document.body; each = each.parentElement) {
    trail.push({ element: each, before: each.previousElementSibling, after: each.nextElementSibling });
  }
  return trail;
}

/** Whether it can have the focus now. */
const takes = (element: Element): boolean =>
  element instanceof HTMLElement && element.matches(REACHED) && !element.matches(':disabled') && !element.closest('[inert]') && isSeen(element);

const isSeen = (element: Element): boolean =>
  element.isConnected && element.getClientRects().length > 0 && element.checkVisibility?.({ visibilityProperty: true }) !== false;

const itself = (element: Element | null): HTMLElement | null => (element instanceof HTMLElement && takes(element) ? element : null);

/** What Tab comes to, in its order. */
export const stops = (frame: Element): HTMLElement[] => [...frame.querySelectorAll<HTMLElement>(REACHED)].filter((each) => each.tabIndex >= 0 && takes(each));

/** A field would bring up the keyboard of a phone. */
const calm = (element: HTMLElement | null | undefined): element is HTMLElement => element != null && !(isTouch() && element.matches('input, textarea'));

function nearest(trail: Trail): HTMLElement | null {
  const [first] = trail;
  if (first && itself(first.element)) return first.element;
  for (const { element, before, after } of trail) {
    // A message that is stored now is drawn anew.
    const key = element.dataset.key;
    const again = key === undefined ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const near = [itself(element), itself(again), itself(after), after && stops(after)[0], itself(before), before && stops(before).at(-1), stops(element)[0]];
    const found = near.find(calm);
    if (found) return found;
  }
  return null;
}

/** Notes where the focus is; what it answers brings it back there, or as near as can be. `home`: the id of where it goes if it was nowhere. */
export function remember(home?: string): () => void {
  const trail = trailOf(document.activeElement);
  const back = () => {
    const place = trail.length > 0 ? nearest(trail) : home ? document.getElementById(home) : null;
    place?.focus({ preventScroll: true });
  };
  return () => {
    // What was covered is out of reach until the rest of the page is drawn.
    const covered = trail.length > 0 ? trail[0]?.element : home && document.getElementById(home);
    if (covered && covered.closest('[inert]')) requestAnimationFrame(back);
    else back();
  };
}

/** Looks after the focus from now on. */
export function keepFocus(): void {
  let last: Trail = [];
  let looking = false;
  const lost = () => last[0] !== undefined && (document.activeElement === document.body || last[0].element.matches(':disabled')) && !takes(last[0].element);
  const look = () => {
    looking = false;
    if (lost()) nearest(last)?.focus({ preventScroll: true });
  };
  addEventListener('focusin', (event) => (last = trailOf(event.target as Element)));
  // Whoever presses where nothing is wants it nowhere.
  addEventListener('pointerdown', () => (last = []), true);
  const observer = new MutationObserver(() => {
    if (looking || last[0] === undefined || !(document.activeElement === document.body || last[0].element.matches(':disabled'))) return;
    looking = true;
    // Whoever takes it by intent does so until then.
    requestAnimationFrame(() => setTimeout(look));
  });
  observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'hidden', 'inert'] });
}

/** The arrows lead through these; true where the key did. */
export function walk(event: KeyboardEvent, all: readonly HTMLElement[], line?: Line): boolean {
  if (event.defaultPrevented) return false;
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const next = arrow(event, at, all.length, { rtl: document.documentElement.dir === 'rtl', ...line });
  if (next === null) return false;
  event.preventDefault();
  all[next]?.focus();
  return true;
}

/** Keeps Tab inside, from the last to the first. */
export function circle(event: KeyboardEvent, frame: Element): void {
  if (event.key !== 'Tab') return;
  const all = stops(frame);
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (from && to && (document.activeElement === from || !frame.contains(document.activeElement))) {
    event.preventDefault();
    to.focus();
  }
}
