// What administrators did, the newest first.

import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api.ts';
import { attempt } from '../../chapters/attempt.ts';
import { fullMoment } from '../../lib/time.ts';
import { t } from '../../locales/index.ts';
import type { AdminUser, AuditEntry } from '../../protocol.ts';
import { conversation, title } from '../../state/conversations.ts';
import { myId } from '../../state/session.ts';
import { Group, Page, Row } from '../settings/parts.tsx';
import controls from '../../styles/controls.module.css';
import styles from './admin.module.css';

export function Audit() {
  const [entries, setEntries] = useState<readonly AuditEntry[]>([]);
  const [more, setMore] = useState(false);
  const [users, setUsers] = useState<readonly AdminUser[]>([]);
  const read = async (before?: string) => {
    const page = await api.audit(before);
    setEntries((held) => (before ? [...held, ...page.entries] : page.entries));
    setMore(page.hasMore);
  };
  useEffect(() => {
    void attempt(read());
    void attempt(api.accounts().then((answer) => setUsers(answer.users)));
  }, []);
  const words = t.admin.audit;

  const act = (entry: AuditEntry): string => words.acts[entry.act as keyof typeof words.acts] ?? entry.act;
  const subject = ({ subject: id }: AuditEntry): string | null => {
    const room = conversation(id);
    return users.find(({ _id }) => _id === id)?.displayName ?? (room ? title(room, myId()) : null);
  };
  return (
    <Page title={t.settings.pages.audit} lead={words.lead}>
      <Group label={t.settings.pages.audit}>
        {entries.map((entry) => (
          <Row
            key={entry._id}
            title={
              <>
                {act(entry)}
                {subject(entry) && (
                  <>
                    {': '}
                    <bdi>{subject(entry)}</bdi>
                  </>
                )}
              </>
            }
            below={
              <>
                <bdi>{entry.actor?.displayName ?? words.machine}</bdi>, <time dateTime={entry.at}>{fullMoment(entry.at)}</time>{' '}
                {entry.detail && Object.keys(entry.detail).length > 0 && <code class={styles.code}>{told(entry.detail)}</code>}
              </>
            }
          />
        ))}
        {entries.length === 0 && <Row title={words.nothing} />}
      </Group>
      {more && (
        <button type="button" class={`${controls.quiet} ${styles.more}`} onClick={() => void attempt(read(entries.at(-1)?._id))}>
          {t.details.showMore}
        </button>
      )}
    </Page>
  );
}

const told = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
