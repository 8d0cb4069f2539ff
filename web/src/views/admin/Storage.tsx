// What the server holds, and how it fares.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { fileSize } from '../../lib/size.ts';
import { t } from '../../locales/index.ts';
import type { Stats } from '../../protocol.ts';
import { info } from '../../state/session.ts';
import { Group, Page, Row, Section } from '../settings/parts.tsx';
import styles from './admin.module.css';

export function Storage() {
  const [stats, setStats] = useState<Stats | null>(null);
  useEffect(() => void attempt(api.stats().then(setStats)), []);
  const words = t.admin.storage;
  return (
    <Page title={t.settings.pages.storage} lead={words.lead}>
      {stats && (
        <>
          <Disk stats={stats} />
          <Section title={words.running}>
            <Group>
              <Row sign="users" title={words.people} below={words.peopleNow(stats.people, stats.online)} />
              <Row sign="monitor" title={words.sockets} below={words.count(stats.sockets)} />
              <Row sign="history" title={words.uptime} below={words.uptimeOf(stats.uptimeSeconds)} />
              <Row sign="info" title={words.version} below={info.value?.version} />
            </Group>
          </Section>
          {stats.conversations.length > 0 && (
            <Section title={words.largest}>
              <Group>
                {stats.conversations.slice(0, 10).map((each) => (
                  <Row key={each._id} sign={each.type === 'direct' ? 'lock' : 'hash'} title={<bdi>{each.name ?? words.direct}</bdi>} below={words.messages(each.messages)}>
                    <span class={styles.number}>{fileSize(each.bytes)}</span>
                  </Row>
                ))}
              </Group>
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

function Disk({ stats }: { stats: Stats }) {
  const words = t.admin.storage;
  const parts = [
    { name: words.files, bytes: stats.fileBytes, look: styles.files },
    { name: words.database, bytes: stats.databaseBytes, look: styles.words },
    { name: words.log, bytes: stats.walBytes, look: styles.log },
  ];
  const used = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const all = used + stats.freeBytes;
  let at = 0;
  return (
    <div class={styles.card}>
      <p class={styles.figures}>
        <strong>{fileSize(used)}</strong>
        <span>{words.free(fileSize(stats.freeBytes))}</span>
      </p>
      <svg class={styles.bar} viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
        {parts.map(({ name, bytes, look }) => {
          // What is there is seen, however little it is.
          const width = bytes === 0 || all === 0 ? 0 : Math.max(3, (bytes / all) * 1000);
          const x = at;
          at += width + (width > 0 ? 3 : 0);
          return <rect key={name} class={look} x={x} y="0" width={width} height="12" />;
        })}
      </svg>
      <ul class={styles.legend}>
        {parts.map(({ name, bytes, look }) => (
          <li key={name}>
            <i class={look} />
            {name}
            <span>{fileSize(bytes)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
