// A sheet follows the finger down, and goes if it is let go low enough or fast enough.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isCalm } from '../lib/device.ts';

/** Pixels before it is a drag and not a press. */
const SLOP = 8;
/** Pixels a millisecond. */
const FAST = 0.5;
const BACK = { duration: 140, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };
const AWAY = { duration: 200, easing: 'cubic-bezier(0.4, 0, 1, 1)' };

/** What lies under the finger has been scrolled: down is its own way back. */
function scrolled(from: Element, sheet: Element): boolean {
  for (let at: Element | null = from; at && at !== sheet; at = at.parentElement) if (at.scrollTop > 0) return true;
  return false;
}

export function useDragDown(sheet: RefObject<HTMLElement | null>, able: boolean, onGone: () => void): void {
  const gone = useRef(onGone);
  gone.current = onGone;
  useLayoutEffect(() => {
    const { current } = sheet;
    if (!able || !current) return;
    let from: { x: number; y: number } | null = null;
    let down = 0;
    let speed = 0;
    let before = 0;
    const start = (event: TouchEvent) => {
      const { touches, target } = event;
      const [touch] = touches;
      down = speed = 0;
      from = touches.length === 1 && touch && target instanceof Element && !scrolled(target, current) ? { x: touch.clientX, y: touch.clientY } : null;
    };
    const move = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (!from || !touch) return;
      const by = touch.clientY - from.y;
      // Upwards and sideways are for what is inside.
      if (down === 0 && (by < SLOP || Math.abs(touch.clientX - from.x) > by)) return void (by < -SLOP && (from = null));
      if (event.cancelable) event.preventDefault();
      const passed = Math.max(1, event.timeStamp - before);
      speed = (by - SLOP - down) / passed;
      before = event.timeStamp;
      down = Math.max(0.1, by - SLOP);
      current.style.setProperty('translate', `0 ${down}px`);
    };
    const end = () => {
      if (!from || down === 0) return;
      from = null;
      const away = down > current.offsetHeight / 3 || speed > FAST;
      const { duration, easing } = away ? AWAY : BACK;
      const course = [{ translate: `0 ${down}px` }, { translate: away ? '0 100%' : '0 0' }];
      const motion = current.animate(course, { duration: isCalm() ? 0 : duration, easing, fill: 'forwards' });
      motion.onfinish = () => {
        if (away) gone.current();
        // Where it asks first it stays.
        current.style.removeProperty('translate');
        motion.cancel();
      };
    };
    current.addEventListener('touchstart', start, { passive: true });
    current.addEventListener('touchmove', move, { passive: false });
    current.addEventListener('touchend', end);
    current.addEventListener('touchcancel', end);
    return () => {
      current.removeEventListener('touchstart', start);
      current.removeEventListener('touchmove', move);
      current.removeEventListener('touchend', end);
      current.removeEventListener('touchcancel', end);
    };
  }, [able]);
}
