// Showing and hiding the panel about a conversation. On a phone it is a view of its own, and the way back leads out of it.

import { useEffect } from 'preact/hooks';
import { narrow } from '../lib/device.ts';
import { detailing } from '../state/view.ts';

export const DETAILS_BUTTON = 'to-details';

const isOurs = (): boolean => (history.state as { details?: boolean } | null)?.details === true;

export function showDetails(): void {
  if (narrow.peek()) history.pushState({ parlor: true, details: true }, '', location.href);
  detailing.value = true;
}

export function hideDetails(): void {
  detailing.value = false;
  if (isOurs()) history.back();
}

/** The browser's own way back was taken. */
export function useDetailsWay(): void {
  useEffect(() => {
    const follow = () => {
      if (narrow.peek() && !isOurs()) detailing.value = false;
    };
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
}
