// A finger that rests on a message asks what can be done with it.

import { useRef } from 'preact/hooks';

const LONG = 450;
const STILL = 10;

/** Handlers for the list; `onPress` hears the `data-key` of the row. */
export function useLongPress(onPress: (key: string) => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  /** It was long: the click that the finger leaves behind means nothing. */
  const long = useRef(false);
  const cancel = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  const row = (event: Event) => (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
  return {
    onPointerDown: (event: PointerEvent) => {
      cancel();
      long.current = false;
      const key = row(event);
      // A picture is pressed for its message, a link or a button for itself.
      if (event.pointerType === 'mouse' || !key || (event.target as Element).closest('a, button:not([data-press])')) return;
      const timer = setTimeout(() => {
        long.current = true;
        onPress(key);
      }, LONG);
      press.current = { timer, x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = press;
      if (current && Math.hypot(event.clientX - current.x, event.clientY - current.y) > STILL) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onClickCapture: (event: MouseEvent) => {
      // A key clicks too, and means it.
      if (!long.current || event.detail === 0) return;
      long.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
    // The system's own menu would lie over the sheet.
    onContextMenu: (event: MouseEvent) => {
      if (press.current) event.preventDefault();
    },
  };
}
