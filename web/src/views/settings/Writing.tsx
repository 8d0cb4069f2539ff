// With which key a message goes out.

import { isMac } from '../../lib/device.ts';
import { t } from '../../locales/index.ts';
import { prefer, preferences } from '../../state/preferences.ts';
import { Segmented } from '../Segmented.tsx';
import { Page, Section } from './parts.tsx';
import styles from './parts.module.css';

export function Writing() {
  const words = t.settings.writing;
  const main = isMac() ? '⌘' : t.shortcuts.keys.ctrl;
  const { sendWith } = preferences.value;
  return (
    <Page title={t.settings.pages.writing} lead={t.settings.thisBrowser}>
      <Section title={words.send}>
        <Segmented
          label={words.send}
          value={sendWith}
          onValue={(value) => prefer({ sendWith: value })}
          choices={[
            ['enter', words.enter],
            ['ctrl-enter', words.withMain(main)],
          ]}
        />
        <p class={styles.below}>{sendWith === 'enter' ? words.enterHelp(main) : words.mainHelp(main)}</p>
      </Section>
    </Page>
  );
}
