// A type in one line, and its fields below it where it has some.

import { nameOf, type Schema } from './documents.ts';
import { Prose } from './Prose.tsx';
import styles from './Docs.module.css';

/** In words, as TypeScript would write it. */
function Line({ schema }: { schema: Schema }) {
  if (schema.$ref) return <a href={`#type-${nameOf(schema.$ref)}`}>{nameOf(schema.$ref)}</a>;
  if (schema.const !== undefined) return <>{JSON.stringify(schema.const)}</>;
  if (schema.enum) return <>{schema.enum.map((value) => JSON.stringify(value)).join(' | ')}</>;
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (either) {
    const sign = schema.allOf ? ' & ' : ' | ';
    return <>{either.map((one, at) => [at > 0 && sign, <Line key={at} schema={one} />])}</>;
  }
  if (schema.items) return <><Line schema={schema.items} />[]</>;
  if (schema.prefixItems) return <>[{schema.prefixItems.map((one, at) => [at > 0 && ', ', <Line key={at} schema={one} />])}]</>;
  const kinds = [schema.type ?? 'any'].flat().join(' | ');
  return <>{schema.format === 'date-time' ? `${kinds}, RFC 3339` : kinds}</>;
}

export function Type({ schema }: { schema: Schema }) {
  return (
    <>
      {!schema.properties && <code class={styles.type}><Line schema={schema} /></code>}
      {schema.properties && <Fields schema={schema} />}
    </>
  );
}

function Fields({ schema }: { schema: Schema }) {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return <p class={styles.note}>No fields.</p>;
  return (
    <dl class={styles.fields}>
      {fields.map(([name, field]) => (
        <div key={name} class={styles.field}>
          <dt>
            <code>{name}{schema.required?.includes(name) ? '' : '?'}</code>
          </dt>
          <dd>
            {field.properties ? <Fields schema={field} /> : <code class={styles.type}><Line schema={field} /></code>}
            {field.description && !field.$ref && <span class={styles.note}><Prose text={field.description} /></span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
