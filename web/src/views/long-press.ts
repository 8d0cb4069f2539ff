// A finger that rests on a message asks what can be done with it.

import { useRef } from 'preact/hooks';

const LONG = 450;
const STILL = 10;

/** Handlers for the list; `onPress` hears the `data-key` of the row. */
export function useLongPress(onPress: (key: string) => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
  const cancel = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  const row = (event: Event) => (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
  return {
    onPointerDown: (event: PointerEvent) => {
      cancel();
      const key = row(event);
      // A picture is pressed for its message, a link or a button for itself.
      if (event.pointerType === 'mouse' || !key || (event.target as Element).closest('a, button:not([data-press])')) return;
      const timer = setTimeout(() => {
        swallow();
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
    // The system's own menu would lie over the sheet.
    onContextMenu: (event: MouseEvent) => {
      if (press.current) event.preventDefault();
    },
  };
}

/** The click that the finger leaves behind means nothing, wherever it falls: by now the sheet may lie under it. */
function swallow(): void {
  const click = (event: MouseEvent) => {
    // A key clicks too, and means it.
    if (event.detail === 0) return;
    event.preventDefault();
    event.stopPropagation();
    over();
  };
  const over = () => {
    removeEventListener('click', click, true);
    removeEventListener('pointerdown', over, true);
  };
  addEventListener('click', click, true);
  addEventListener('pointerdown', over, true);
}
