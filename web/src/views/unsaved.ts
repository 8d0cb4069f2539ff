// Words in a form that are not saved yet: whoever leaves is asked first, also by the browser.

import { useEffect } from 'preact/hooks';

let forms = 0;
const warn = (event: Event) => event.preventDefault();

export function useUnsaved(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    forms += 1;
    if (forms === 1) addEventListener('beforeunload', warn);
    return () => {
      forms -= 1;
      if (forms === 0) removeEventListener('beforeunload', warn);
    };
  }, [unsaved]);
}

export const isUnsaved = (): boolean => forms > 0;
