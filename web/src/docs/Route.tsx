// One route: what it takes, what it answers, how it fails.

import { nameOf, type OpenApi, type Operation, type Schema } from './documents.ts';
import { Prose } from './Prose.tsx';
import { Type } from './Type.tsx';
import styles from './Docs.module.css';

interface Props {
  method: string;
  path: string;
  operation: Operation;
  document: OpenApi;
}

const schemaIn = (content: Record<string, { schema?: Schema }> | undefined): Schema | undefined => Object.values(content ?? {})[0]?.schema;
const keyOf = (operation: Operation): string => {
  const keys = operation.security.flatMap((key) => Object.keys(key));
  if (keys.length === 0) return 'No token needed';
  return keys.includes('file') ? 'A token, or a file token as ?token=' : 'A token';
};

export function Route({ method, path, operation, document }: Props) {
  const answers = Object.entries(operation.responses);
  const body = operation.requestBody?.content;
  return (
    <article class={styles.entry} id={operation.operationId}>
      <h3>
        <span class={styles.method} data-method={method}>{method.toUpperCase()}</span> <code>{path}</code>
      </h3>
      <p><Prose text={operation.summary} />.</p>
      <p class={styles.note}>{keyOf(operation)}.</p>
      {operation.parameters.length > 0 && (
        <section>
          <h4>Parameters</h4>
          <dl class={styles.fields}>
            {operation.parameters.map((parameter) => (
              <div key={parameter.name} class={styles.field}>
                <dt><code>{parameter.name}{parameter.required ? '' : '?'}</code></dt>
                <dd>
                  <Type schema={parameter.schema} />
                  <span class={styles.note}>in the {parameter.in}. <Prose text={parameter.description} /></span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {body && (
        <section>
          <h4>Body, {Object.keys(body).join(' or ')}</h4>
          {schemaIn(body) && <Type schema={schemaIn(body) as Schema} />}
        </section>
      )}
      <section>
        <h4>Answers</h4>
        <dl class={styles.fields}>
          {answers.filter(([, answer]) => !answer.$ref).map(([status, answer]) => (
            <div key={status} class={styles.field}>
              <dt><code>{status}</code></dt>
              <dd>{schemaIn(answer.content) ? <Type schema={schemaIn(answer.content) as Schema} /> : Object.keys(answer.content ?? {}).join(', ') || 'nothing'}</dd>
            </div>
          ))}
        </dl>
        <details>
          <summary>Failures</summary>
          <dl class={styles.fields}>
            {answers.filter(([, answer]) => answer.$ref).map(([status, answer]) => (
              <div key={status} class={styles.field}>
                <dt><code>{status}</code></dt>
                <dd><Prose text={document.components.responses[nameOf(answer.$ref as string)]?.description} /></dd>
              </div>
            ))}
          </dl>
        </details>
      </section>
    </article>
  );
}
