// Keys that work wherever the focus is.

import { useEffect } from 'preact/hooks';
import { go, openId, openSettings, settingsPage } from '../lib/route.ts';
import { step } from '../lib/step.ts';
import { ordered } from '../state/conversations.ts';
import { detailing, helping, switching } from '../state/view.ts';
import { hideDetails, showDetails } from './details-way.ts';
import { seek } from './search-field.ts';

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:textarea|select)$/i.test(target.tagName) || (target instanceof HTMLInputElement && !/^(?:checkbox|radio|button|file)$/.test(target.type)));

/** What a key does here; null where it is none of ours. */
function deed(event: KeyboardEvent): (() => void) | null {
  const { key, altKey, shiftKey, target } = event;
  const main = event.ctrlKey !== event.metaKey && !altKey;
  const low = key.toLowerCase();
  if (main && !shiftKey && low === 'k') return () => (switching.value = !switching.peek());
  if (event.ctrlKey && !altKey && key === '/') return () => (helping.value = !helping.peek());
  // A dialog is in front: the rest waits until it is closed.
  if (document.querySelector('dialog[open]')) return null;
  if (key === '?' && !main && !altKey && !writes(target)) return () => (helping.value = true);
  if (main && !shiftKey && key === ',') return () => openSettings('profile');
  if (settingsPage.peek() !== null) return null;
  if (main && shiftKey && low === 'f') return seek;
  if (main && !shiftKey && key === '.' && openId.peek()) return () => (detailing.peek() ? hideDetails() : showDetails());
  if (altKey && !main && !event.ctrlKey && !event.metaKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
    return () => {
      const goal = step(ordered.peek(), openId.peek(), key === 'ArrowDown' ? 1 : -1, shiftKey);
      if (goal) go(goal);
    };
  }
  return null;
}

export function useKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const does = event.isComposing ? null : deed(event);
      if (!does) return;
      event.preventDefault();
      event.stopPropagation();
      does();
    };
    // Before the composer hears it: there the arrows mean something else.
    addEventListener('keydown', press, true);
    return () => removeEventListener('keydown', press, true);
  }, []);
}
