// A small layer beside what asked for it: Esc and a press outside close it, and the focus goes back.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { visibleHeight } from '../lib/viewport.ts';
import { circle, remember } from './focus.ts';
import styles from './Popover.module.css';

interface Props {
  /** Where it was asked for, in the window. */
  at: DOMRect;
  label?: string;
  /** Along which side of that place it begins. */
  side?: 'start' | 'end';
  /** Pressing what asked for it again is its own business. */
  from?: Element | null;
  onClose: () => void;
  children: ComponentChildren;
}

const GAP = 8;

export function Popover({ at, label, side = 'start', from, onClose, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const back = remember();
    const place = () => {
      const { offsetWidth: width, offsetHeight: height, style } = current;
      const rtl = getComputedStyle(current).direction === 'rtl';
      const left = (side === 'start') !== rtl ? at.left : at.right - width;
      const above = at.top - GAP - height;
      const below = at.bottom + GAP;
      const top = above >= GAP || below + height > visibleHeight() - GAP ? above : below;
      style.setProperty('left', `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`);
      style.setProperty('top', `${Math.max(GAP, Math.min(top, visibleHeight() - height - GAP))}px`);
    };
    place();
    // What is inside may come later.
    const observer = new ResizeObserver(place);
    observer.observe(current);
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!current.contains(target) && !from?.contains(target)) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    // The keyboard of a tablet makes the window smaller too.
    addEventListener('resize', place);
    return () => {
      observer.disconnect();
      document.removeEventListener('pointerdown', outside, true);
      removeEventListener('resize', place);
      const inside = current.contains(document.activeElement) || document.activeElement === document.body;
      if (inside) back();
    };
  }, []);
  const key = (event: KeyboardEvent) => {
    if (box.current) circle(event, box.current);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return (
    <div ref={box} class={styles.popover} role={label ? 'dialog' : undefined} aria-label={label} onKeyDown={key}>
      {children}
    </div>
  );
}
