// The page starts here.

import './styles/tokens.css';
import './styles/base.css';
// Before every view, so that a view's own measures win over those of a control.
import './styles/controls.module.css';

import { effect } from '@preact/signals';
import { render } from 'preact';
import { followWidth } from './lib/device.ts';
import { follow, go } from './lib/route.ts';
import { readySound } from './lib/sound.ts';
import { followLanguage } from './locales/index.ts';
import { followMidnight } from './lib/time.ts';
import { followKeyboard } from './lib/viewport.ts';
import { registerWorker } from './lib/worker.ts';
import lit from './marks/favicon-unread.svg';
import quiet from './marks/favicon.svg';
import { follow as followProtocol } from './chapters/index.ts';
import { followOtherTabs, start } from './session.ts';
import { unreadTotal } from './state/conversations.ts';
import { lookAtPermission } from './state/popups.ts';
import { followPreferences, preferences } from './state/preferences.ts';
import { serverName } from './state/session.ts';
import { keepShown } from './state/shown.ts';
import { followVisibility } from './state/view.ts';
import { App } from './views/App.tsx';
import { keepFocus } from './views/focus.ts';

follow();
followWidth();
followKeyboard();
followMidnight();
followVisibility();
followOtherTabs();
followPreferences();
followProtocol();
lookAtPermission();
readySound();
registerWorker(go);
keepShown();
keepFocus();
// What was chosen is shown at once: see first-paint.js.
effect(() => {
  void preferences.value;
  // It reads what is kept, which is written right after.
  queueMicrotask(() => dispatchEvent(new Event('preferences')));
});
effect(() => {
  const unread = unreadTotal.value;
  document.title = unread > 0 ? `(${unread}) ${serverName()}` : serverName();
  document.querySelector('link[rel=icon]')?.setAttribute('href', unread > 0 ? lit : quiet);
  const badge = navigator as { setAppBadge?: (count: number) => Promise<void> };
  void badge.setAppBadge?.(unread).catch(() => undefined);
});

const root = document.getElementById('app');
void followLanguage().then(() => root && render(<App />, root));
void start();
