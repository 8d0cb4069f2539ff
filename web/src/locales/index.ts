// The words of the page in the language of its reader. A language is an object of the type `Catalogue`: a missing key does not compile.

import { computed, effect, signal } from '@preact/signals';
import { preferences } from '../state/preferences.ts';
import { en, type Catalogue } from './en.ts';

/** Each by its own name. All but English come when they are chosen. */
const LANGUAGES = {
  en: { name: 'English', load: () => Promise.resolve(en) },
  de: { name: 'Deutsch', load: async () => (await import('./de.ts')).de },
  es: { name: 'Español', load: async () => (await import('./es.ts')).es },
  fr: { name: 'Français', load: async () => (await import('./fr.ts')).fr },
  pt: { name: 'Português', load: async () => (await import('./pt.ts')).pt },
  zh: { name: '中文', load: async () => (await import('./zh.ts')).zh },
  ja: { name: '日本語', load: async () => (await import('./ja.ts')).ja },
  ar: { name: 'العربية', load: async () => (await import('./ar.ts')).ar },
} satisfies Record<string, { name: string; load: () => Promise<Catalogue> }>;

const RIGHT_TO_LEFT: readonly string[] = ['ar'];

export type Language = keyof typeof LANGUAGES;
export const languages = Object.entries(LANGUAGES).map(([tag, { name }]) => ({ tag: tag as Language, name }));

const isKnown = (tag: string): tag is Language => tag in LANGUAGES;
const primary = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? '';

/** The first of these tags that there is a catalogue for. */
export function firstKnown(tags: readonly string[]): Language {
  return tags.map(primary).find(isKnown) ?? 'en';
}

const asked = (): readonly string[] => globalThis.navigator?.languages ?? [];
const wanted = computed(() => firstKnown([preferences.value.language, ...asked()]));

/** The language that the page is in, and its words: they change together. */
const shown = signal<{ language: Language; words: Catalogue }>({ language: 'en', words: en });
export const language = computed(() => shown.value.language);

/** The reader's own way of writing dates and numbers, where it is a way of the page's language. */
export const locale = computed(() => asked().find((tag) => primary(tag) === language.value) ?? language.value);

/** Whoever draws with these words draws again in another language. */
export const t: Catalogue = new Proxy(en, { get: (_, section) => shown.value.words[section as keyof Catalogue] });

const numbers = computed(() => new Intl.NumberFormat(locale.value));
/** A number in the digits of the language. */
export const digits = (n: number): string => numbers.value.format(n);

/** Milliseconds that the first words are waited for. On a line that hangs they come in English before they come never. */
const PATIENCE = 1_000;

/** Takes the page to the wanted language, now and whenever another one is wanted. Settles once the page may be drawn. */
export function followLanguage(): Promise<void> {
  return new Promise((settled) => {
    setTimeout(settled, PATIENCE);
    effect(() => {
      const next = wanted.value;
      const take = (words: Catalogue) => {
        if (wanted.peek() !== next) return;
        shown.value = { language: next, words };
        document.documentElement.lang = next;
        document.documentElement.dir = RIGHT_TO_LEFT.includes(next) ? 'rtl' : 'ltr';
      };
      // Without its catalogue the page stays in the language that it has.
      void LANGUAGES[next].load().then(take, () => undefined).then(settled);
    });
  });
}
