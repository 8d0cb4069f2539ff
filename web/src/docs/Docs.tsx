// Both doors on one page: the routes, the events, and the types in them.

import { Event } from './Event.tsx';
import { Prose } from './Prose.tsx';
import { Route } from './Route.tsx';
import { Type } from './Type.tsx';
import type { AsyncApi, OpenApi } from './documents.ts';
import { Wordmark } from '../views/Mark.tsx';
import styles from './Docs.module.css';

export function Docs({ http, socket }: { http: OpenApi; socket: AsyncApi }) {
  const routes = Object.entries(http.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation, tag: operation.tags[0] ?? 'server' })),
  );
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const events = Object.entries(socket.operations);
  const emitted = events.filter(([, { action }]) => action === 'receive').map(([name]) => name);
  const heard = events.filter(([, { action }]) => action === 'send').map(([name]) => name);
  const types = { ...socket.components.schemas, ...http.components.schemas };
  return (
    <div class={styles.docs}>
      <nav class={styles.nav} aria-label="Contents">
        <Wordmark />
        <h2>Over HTTP</h2>
        {tags.map((tag) => <a key={tag} href={`#tag-${tag}`}>{tag}</a>)}
        <h2>Over the socket</h2>
        <a href="#emitted">Clients emit</a>
        <a href="#heard">Clients hear</a>
        <h2>Reference</h2>
        <a href="#types">Types</a>
        <a href="/api/openapi.json">openapi.json</a>
        <a href="/api/asyncapi.json">asyncapi.json</a>
      </nav>
      <main class={styles.main}>
        <h1>{http.info.title} {http.info.version}, for programs</h1>
        <p><Prose text={http.info.description} /></p>
        <p><Prose text={socket.info.description} /></p>
        {tags.map((tag) => (
          <section key={tag} id={`tag-${tag}`}>
            <h2>{tag}</h2>
            {routes.filter((route) => route.tag === tag).map(({ path, method, operation }) => (
              <Route key={operation.operationId} path={path} method={method} operation={operation} document={http} />
            ))}
          </section>
        ))}
        <section id="emitted">
          <h2>Events that clients emit</h2>
          {emitted.map((name) => <Event key={name} name={name} document={socket} />)}
        </section>
        <section id="heard">
          <h2>Events that clients hear</h2>
          {heard.map((name) => <Event key={name} name={name} document={socket} />)}
        </section>
        <section id="types">
          <h2>Types</h2>
          {Object.entries(types).map(([name, schema]) => (
            <article key={name} class={styles.entry} id={`type-${name}`}>
              <h3><code>{name}</code></h3>
              {schema.description && <p><Prose text={schema.description} /></p>}
              <Type schema={schema} />
            </article>
          ))}
        </section>
      </main>
    </div>
  );
}
