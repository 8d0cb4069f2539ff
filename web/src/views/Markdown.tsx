// A tree of words on the page. Built element by element: there is no HTML that could be slipped something.

import type { ComponentChildren } from 'preact';
import { markdown, type Block, type Inline } from '../lib/markdown.ts';
import { followInside } from '../lib/route.ts';
import { mentions } from '../lib/text.ts';
import { me } from '../state/session.ts';
import { CodeBlock } from './CodeBlock.tsx';
import styles from './Markdown.module.css';

interface Shared {
  /** User names that the message mentions. */
  called: readonly string[];
}

interface BlocksProps extends Shared {
  all: readonly Block[];
  /** The time, behind the last word where there is room for it. */
  tail?: ComponentChildren;
}

export function Markdown({ text, called, tail }: Shared & { text: string; tail?: ComponentChildren }) {
  return <Blocks all={markdown(text)} called={called} tail={tail} />;
}

/** Whether a time can stand behind the last word. */
const endsInWords = (block: Block | undefined): boolean =>
  block !== undefined &&
  (block.kind === 'paragraph' || block.kind === 'heading' || (block.kind === 'list' && endsInWords(block.items.at(-1)?.at(-1))));

function Blocks({ all, called, tail }: BlocksProps) {
  // Code has no line of words: there the time ends what was said before it.
  const place = all.findLastIndex(({ kind }) => kind !== 'code');
  const taken = endsInWords(all[place]);
  return (
    <>
      {all.map((block, at) => (
        <One key={at} block={block} called={called} tail={taken && at === place ? tail : undefined} />
      ))}
      {!taken && tail && <p class={styles.tail}>{tail}</p>}
    </>
  );
}

function One({ block, called, tail }: Shared & { block: Block; tail: ComponentChildren }) {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return (
        <p class={`${styles.paragraph} ${block.kind === 'heading' ? styles.heading : ''}`}>
          <Words all={block.inside} called={called} />
          {tail}
        </p>
      );
    case 'code':
      return <CodeBlock text={block.text} language={block.language} />;
    case 'quote':
      return (
        <blockquote class={styles.quote}>
          <Blocks all={block.inside} called={called} />
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, at) => (
        <li key={at}>
          <Blocks all={item} called={called} tail={at === block.items.length - 1 ? tail : undefined} />
        </li>
      ));
      return block.start === null ? (
        <ul class={styles.list}>{items}</ul>
      ) : (
        <ol class={styles.list} start={block.start}>
          {items}
        </ol>
      );
    }
  }
}

const said = (all: readonly Inline[]): string => all.map((each) => ('text' in each ? each.text : 'inside' in each ? said(each.inside) : '')).join('');

function Words({ all, called }: Shared & { all: readonly Inline[] }) {
  return (
    <>
      {all.map((each, at) => {
        switch (each.kind) {
          case 'text':
            return <Plain key={at} text={each.text} called={called} />;
          case 'code':
            return <code key={at} class={styles.code}>{each.text}</code>;
          case 'break':
            return <br key={at} />;
          case 'link':
            return (
              // Where the words hide the address, it can be seen before it is followed.
              <a
                key={at}
                href={each.href}
                target="_blank"
                rel="noopener noreferrer"
                title={said(each.inside) === each.href ? undefined : each.href}
                onClick={followInside}
              >
                <Words all={each.inside} called={[]} />
              </a>
            );
          default: {
            const Mark = each.kind;
            return (
              <Mark key={at}>
                <Words all={each.inside} called={called} />
              </Mark>
            );
          }
        }
      })}
    </>
  );
}

function Plain({ text, called }: Shared & { text: string }) {
  if (called.length === 0) return <>{text}</>;
  const mine = me.value?.username;
  return (
    <>
      {mentions(text, called).map((part, at) =>
        part.name ? (
          <strong key={at} class={part.name === mine || part.name === 'here' ? styles.me : styles.mention}>
            {/* A name is Latin whatever is said to them. */}
            <bdi>{part.text}</bdi>
          </strong>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
