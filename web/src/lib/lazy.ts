// A component that is fetched when it is first drawn, and nothing until then.

import { h, type ComponentType, type FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, failed: () => void): FunctionComponent<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [View, setView] = useState<ComponentType<P> | null>(() => loaded);
    useEffect(() => {
      if (loaded) return;
      let here = true;
      load().then(
        (view) => {
          loaded = view;
          if (here) setView(() => view);
        },
        () => here && failed(),
      );
      return () => void (here = false);
    }, []);
    return View ? h(View as FunctionComponent<P>, props as never) : null;
  };
}
