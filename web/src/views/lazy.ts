// A component that is fetched when it is first needed: what most people rarely open costs them nothing.

import { signal } from '@preact/signals';
import { h, type FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../locales/index.ts';
import { tell } from '../state/notices.ts';

export function lazy<P extends object>(load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  const loaded = signal<FunctionComponent<P> | null>(null);
  return function Lazy(props: P) {
    useEffect(() => {
      if (loaded.peek()) return;
      // The server may have been upgraded since this page was loaded, and its parts with it.
      load().then(
        (view) => (loaded.value = view),
        () => tell(t.errors.part, true),
      );
    }, []);
    return loaded.value && h(loaded.value, props as never);
  };
}
