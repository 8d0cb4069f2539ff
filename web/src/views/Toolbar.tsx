// A row of buttons: Tab comes to one of them, the arrows to the others.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { walk } from './focus.ts';

interface Props {
  label: string;
  class?: string | undefined;
  /** What Esc does; without it the key is for somebody else. */
  onEscape?: (() => void) | undefined;
  children: ComponentChildren;
}

export function Toolbar({ label, class: name, onEscape, children }: Props) {
  const bar = useRef<HTMLDivElement>(null);
  const stop = useRef<Element | null>(null);
  const buttons = () => [...(bar.current?.querySelectorAll<HTMLElement>('button') ?? [])];
  const mark = () => {
    const all = buttons();
    const one = all.find((each) => each === stop.current) ?? all[0];
    for (const each of all) each.tabIndex = each === one ? 0 : -1;
  };
  useLayoutEffect(mark);
  return (
    <div
      ref={bar}
      class={name}
      role="toolbar"
      aria-label={label}
      onFocusIn={(event) => {
        stop.current = event.target as Element;
        mark();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && onEscape) {
          event.preventDefault();
          event.stopPropagation();
          onEscape();
        } else walk(event, buttons(), { row: true, around: true });
      }}
    >
      {children}
    </div>
  );
}
