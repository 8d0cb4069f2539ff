// Where an arrow leads among things in a row or a column. Pure.

export interface Line {
  /** In a row left and right count, as they are read; in a column up and down. */
  row?: boolean;
  rtl?: boolean;
  /** Behind the last comes the first. */
  around?: boolean;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** The place to go to from the place `at` of `count`, -1 being outside; null where the key is for somebody else. */
export function arrow({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed, at: number, count: number, { row, rtl, around }: Line = {}): number | null {
  if (altKey || ctrlKey || metaKey || shiftKey || count === 0) return null;
  const [back, on] = !row ? ['ArrowUp', 'ArrowDown'] : rtl ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight'];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== back && key !== on) return null;
  if (at === -1) return key === on ? 0 : count - 1;
  const next = at + (key === on ? 1 : -1);
  return around ? (next + count) % count : Math.min(Math.max(next, 0), count - 1);
}
