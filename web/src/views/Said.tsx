// Who says what follows, in a line of its own words.

import { t } from '../locales/index.ts';

export function Said({ who, class: name }: { who: string; class?: string | undefined }) {
  const words = t.list.said(who);
  return (
    <>
      <bdi class={name}>{words}</bdi>
      {/* A full-width colon has its space in itself. */}
      {words.endsWith('：') ? '' : ' '}
    </>
  );
}
