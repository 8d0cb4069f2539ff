// One event of the socket: its payload, and its acknowledgement where there is one.

import type { AsyncApi } from './documents.ts';
import { Prose } from './Prose.tsx';
import { Type } from './Type.tsx';
import styles from './Docs.module.css';

export function Event({ name, document }: { name: string; document: AsyncApi }) {
  const operation = document.operations[name];
  const payload = document.components.messages[name]?.payload;
  const answer = document.components.messages[`${name}_acknowledged`]?.payload;
  return (
    <article class={styles.entry} id={`event-${name}`}>
      <h3>
        <span class={styles.method} data-method={operation?.action}>{operation?.action === 'receive' ? 'EMIT' : 'HEAR'}</span> <code>{name}</code>
      </h3>
      <p><Prose text={operation?.summary} /></p>
      {payload && <section><h4>Payload</h4><Type schema={payload} /></section>}
      {answer && <section><h4>Acknowledgement</h4><Type schema={answer} /></section>}
    </article>
  );
}
