// The chapter of versions: a server that was upgraded has a newer page to give. It is offered, never forced.

import { api } from '../api.ts';
import { t } from '../locales/index.ts';
import { offer } from '../state/notices.ts';
import { info } from '../state/session.ts';

/** The version of the server that this page came from. */
let own: string | null = null;

export function pageIsOf(version: string): void {
  own ??= version;
}

/** Asks the server what it is now. A page that began without a server counts as of the version that was last seen. */
export async function compareVersion(): Promise<void> {
  const before = info.peek()?.version;
  const now = await api.info().catch(() => null);
  if (!now) return;
  info.value = now;
  pageIsOf(performance.now() < SOON ? now.version : (before ?? now.version));
  if (now.version === own) return;
  own = now.version;
  offer(t.shell.newVersion, t.shell.reload, () => location.reload());
}

/** A page that hears from its server within so many milliseconds came from it. */
const SOON = 10_000;
