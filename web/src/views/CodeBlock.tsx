// A block of code: coloured once the colours are there, and copied with one touch.

import { useEffect, useState } from 'preact/hooks';
import { copy } from '../lib/clipboard.ts';
import type { Run } from '../lib/highlight.ts';
import { t } from '../locales/index.ts';
import { Icon } from './Icon.tsx';
import controls from '../styles/controls.module.css';
import styles from './CodeBlock.module.css';

type Colours = typeof import('../lib/highlight.ts');
let colours: Colours | null = null;

/** How long the button says that it is done, in milliseconds. */
const SAID = 2_000;

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const [runs, setRuns] = useState<Run[] | null>(() => (language && colours ? colours.highlight(text, language) : null));
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (language === '') return;
    let here = true;
    void import('../lib/highlight.ts').then(
      (loaded) => {
        colours = loaded;
        if (here) setRuns(loaded.highlight(text, language));
      },
      // Without its colours it is still code.
      () => undefined,
    );
    return () => void (here = false);
  }, [text, language]);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div class={styles.block}>
      <pre class={styles.code} dir="ltr" tabIndex={0} aria-label={language ? t.words.codeIn(language) : t.words.code}>
        <code>{runs ? runs.map(({ text: part, role }, at) => (role ? <span key={at} class={styles[role]}>{part}</span> : part)) : text}</code>
      </pre>
      {language && (
        <span class={styles.language} aria-hidden="true">
          {language}
        </span>
      )}
      <button
        type="button"
        class={`${controls.icon} ${styles.copy}`}
        aria-label={copied ? t.words.copied : t.words.copyCode}
        title={copied ? t.words.copied : t.words.copyCode}
        onClick={() => void copy(text).then(setCopied)}
      >
        <Icon name={copied ? 'check' : 'copy'} size={16} />
      </button>
      <span class="hidden" role="status">
        {copied && t.words.copied}
      </span>
    </div>
  );
}
