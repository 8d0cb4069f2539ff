// What lies over the page without being a dialog: Esc closes the topmost, and the focus goes back to where it was.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { remember } from './focus.ts';

interface Layer {
  close: () => void;
}

const layers: Layer[] = [];

function escape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  const top = layers.at(-1);
  if (!top) return;
  event.preventDefault();
  top.close();
}

/** `home`: the id of what has the focus afterwards where nothing had it before, as after a tap. */
export function useLayer(close: () => void, home?: string): void {
  const layer = useRef<Layer>({ close });
  layer.current.close = close;
  useLayoutEffect(() => {
    const back = remember(home);
    const mine = layer.current;
    if (layers.length === 0) addEventListener('keydown', escape);
    layers.push(mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      if (layers.length === 0) removeEventListener('keydown', escape);
      back();
    };
  }, []);
}
