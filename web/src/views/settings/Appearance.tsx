// How the page looks and speaks in this browser.

import { languages, t } from '../../locales/index.ts';
import { prefer, preferences, type Preferences } from '../../state/preferences.ts';
import { Segmented } from '../Segmented.tsx';
import { Group, Page, Section, SelectRow } from './parts.tsx';
import styles from './Appearance.module.css';

const THEMES: readonly Preferences['theme'][] = ['system', 'light', 'dark'];
const SIZES: readonly Preferences['textSize'][] = ['small', 'normal', 'large', 'larger'];

export function Appearance() {
  const { theme, textSize, language } = preferences.value;
  const words = t.settings.appearance;
  return (
    <Page title={t.settings.pages.appearance} lead={t.settings.thisBrowser}>
      <Section title={words.theme}>
        <Segmented label={words.theme} value={theme} onValue={(value) => prefer({ theme: value })} choices={THEMES.map((each) => [each, words.themes[each]])} />
      </Section>
      <Section title={words.size}>
        <Segmented label={words.size} value={textSize} onValue={(value) => prefer({ textSize: value })} choices={SIZES.map((each) => [each, words.sizes[each]])} />
        <p class={styles.sample}>{words.sample}</p>
      </Section>
      <Section title={words.language}>
        <Group>
          <SelectRow
            title={words.language}
            below={words.languageHelp}
            value={language}
            onValue={(value) => prefer({ language: value })}
            choices={[['system', words.languageSystem], ...languages.map(({ tag, name }): [string, string] => [tag, name])]}
          />
        </Group>
      </Section>
    </Page>
  );
}
