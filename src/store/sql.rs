//! Every statement, by name. Parameters are numbered in the order in which the caller passes them.

macro_rules! statements {
    ($($name:ident: $text:expr;)+) => {
        $(pub const $name: &str = $text;)+

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),+];
    };
}

/// The columns that `messages::from_row` reads.
macro_rules! message {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.conversation, m.seq, m.type, m.content, m.file_url, m.file_name, m.client_id, m.created_at,
                    m.edited_at, m.deleted_at, m.rev, m.reply_to, m.pinned_at, f.size, f.mime, f.width, f.height, f.id, f.thumbnail,
                    u.id, u.username, u.display_name, u.avatar
             FROM messages m JOIN users u ON u.id = m.sender LEFT JOIN files f ON f.id = m.file ",
            $rest
        )
    };
}

/// The columns that `webhooks::from_row` reads.
macro_rules! webhook {
    ($rest:literal) => {
        concat!(
            "SELECT w.id, w.name, w.conversation, w.trigger, w.url, w.disabled, w.created_at, w.failed_at, w.failure,
                    (SELECT count(*) FROM deliveries d WHERE d.webhook = w.id), b.id, b.username, b.display_name, b.avatar
             FROM webhooks w JOIN users b ON b.id = w.bot ",
            $rest
        )
    };
}

statements! {
    NEXT_REV: "UPDATE house SET rev = rev + 1 RETURNING rev";
    REV: "SELECT rev FROM house";

    USER_INSERT: "INSERT INTO users (id, username, display_name, password, role, created_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    USER_BY_ID: "SELECT id, username, display_name, avatar, last_seen, role, created_at, bot FROM users WHERE id = ?1 AND NOT disabled";
    USER_LOGIN: "SELECT id, password, disabled FROM users WHERE username = ?1 AND NOT bot";
    USER_PASSWORD: "SELECT password FROM users WHERE id = ?1";
    USER_EXISTS: "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND NOT disabled)";
    USER_TAKEN: "SELECT EXISTS (SELECT 1 FROM users WHERE username = ?1)";
    USER_SEARCH: "SELECT id, username, display_name, avatar, last_seen, role, created_at, bot FROM users
                  WHERE NOT disabled AND (instr(lower(username), lower(?1)) OR instr(lower(display_name), lower(?1))) ORDER BY username LIMIT 200";
    USER_SET_PASSWORD: "UPDATE users SET password = ?2 WHERE id = ?1";
    USER_RENAME: "UPDATE users SET display_name = ?2, rev = ?3 WHERE id = ?1";
    USER_LAST_SEEN: "UPDATE users SET last_seen = ?2 WHERE id = ?1";
    USER_ALL: "SELECT id, username FROM users WHERE NOT disabled";
    USER_IS_ADMIN: "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND role = 'admin' AND NOT disabled AND NOT bot)";
    ADMIN_EXISTS: "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND NOT disabled AND NOT bot)";

    BOT_INSERT: "INSERT INTO users (id, username, display_name, password, role, created_at, rev, bot) VALUES (?1, ?2, ?3, '', 'member', ?4, ?5, 1)";
    BOT_EXISTS: "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND bot AND NOT disabled)";
    BOTS: "SELECT id, username, display_name, avatar, last_seen, role, created_at, bot FROM users WHERE bot AND NOT disabled ORDER BY username";
    BOT_RETIRED: "SELECT id FROM users WHERE username = ?1 AND bot AND disabled";
    BOT_RETIRE: "UPDATE users SET disabled = 1, rev = ?2 WHERE id = ?1";
    BOT_RETURN: "UPDATE users SET disabled = 0, display_name = ?2, rev = ?3 WHERE id = ?1";
    BOT_TOKEN_INSERT: "INSERT INTO sessions (id, user, user_agent, created_at, expires_at, secret) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    BOT_TOKENS: "SELECT id, user_agent, created_at FROM sessions WHERE user = ?1 AND secret IS NOT NULL ORDER BY created_at DESC, id DESC";

    BOT_IN_USE: "SELECT EXISTS (SELECT 1 FROM sessions WHERE user = ?1) OR EXISTS (SELECT 1 FROM hooks WHERE bot = ?1) OR EXISTS (SELECT 1 FROM webhooks WHERE bot = ?1)";

    HOOK_INSERT: "INSERT INTO hooks (id, secret, name, bot, conversation, creator, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    HOOK_BY_SECRET: "SELECT h.id, h.conversation, h.bot FROM hooks h JOIN users b ON b.id = h.bot WHERE h.secret = ?1 AND NOT b.disabled";
    HOOKS_OF: "SELECT h.id, h.name, h.conversation, h.created_at, b.id, b.username, b.display_name, b.avatar, c.id, c.username, c.display_name, c.avatar
               FROM hooks h JOIN users b ON b.id = h.bot JOIN users c ON c.id = h.creator WHERE h.conversation = ?1 ORDER BY h.created_at, h.id";
    HOOK_DELETE: "DELETE FROM hooks WHERE id = ?1 AND conversation = ?2 RETURNING bot";
    HOOKS_DELETE_OF_BOT: "DELETE FROM hooks WHERE bot = ?1";

    WEBHOOK_INSERT: "INSERT INTO webhooks (id, name, bot, conversation, trigger, url, secret, creator, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    WEBHOOKS: webhook!("ORDER BY w.created_at, w.id");
    WEBHOOK_BY_ID: webhook!("WHERE w.id = ?1");
    WEBHOOK_SECRET: "SELECT secret FROM webhooks WHERE id = ?1";
    WEBHOOK_EDIT: "UPDATE webhooks SET name = ?2, trigger = ?3, url = ?4, disabled = ?5 WHERE id = ?1";
    WEBHOOK_FAILED: "UPDATE webhooks SET failed_at = ?2, failure = ?3 WHERE id = ?1";
    WEBHOOK_DISABLE: "UPDATE webhooks SET disabled = 1 WHERE id = ?1";
    WEBHOOK_DELETE: "DELETE FROM webhooks WHERE id = ?1";
    WEBHOOKS_DELETE_OF_BOT: "DELETE FROM webhooks WHERE bot = ?1";

    DELIVERIES_NOTE: "INSERT INTO deliveries (webhook, message, due_at) SELECT w.id, ?2, ?5 FROM webhooks w
                      WHERE NOT w.disabled AND (w.conversation IS NULL OR w.conversation = ?1)
                      AND EXISTS (SELECT 1 FROM participants p JOIN users b ON b.id = p.user WHERE p.conversation = ?1 AND p.user = w.bot AND NOT b.disabled)
                      AND (w.trigger = 'message' OR EXISTS (SELECT 1 FROM mentions m WHERE m.user = w.bot AND m.conversation = ?1 AND m.seq = ?3))
                      AND NOT EXISTS (SELECT 1 FROM users s WHERE s.id = ?4 AND s.bot)";
    DELIVERIES_NEXT: "SELECT d.row, d.webhook, d.message, d.attempts, d.due_at FROM webhooks w
                      JOIN deliveries d ON d.row = (SELECT min(row) FROM deliveries WHERE webhook = w.id) ORDER BY d.due_at";
    DELIVERY_DONE: "DELETE FROM deliveries WHERE row = ?1 AND webhook = ?2 AND message = ?3";
    DELIVERY_AGAIN: "UPDATE deliveries SET attempts = attempts + 1, due_at = ?4 WHERE row = ?1 AND webhook = ?2 AND message = ?3";
    DELIVERIES_GIVE_UP: "DELETE FROM deliveries WHERE webhook = ?1 AND (SELECT created_at FROM messages m WHERE m.id = deliveries.message) <= ?2";
    DELIVERIES_HURRY: "UPDATE deliveries SET due_at = ?2 WHERE webhook = ?1";
    DELIVERIES_DELETE: "DELETE FROM deliveries WHERE webhook = ?1";
    DELIVERIES_DELETE_OF_BOT: "DELETE FROM deliveries WHERE webhook IN (SELECT id FROM webhooks WHERE bot = ?1)";
    DELIVERIES_COUNT: "SELECT count(*) FROM deliveries";

    SETTING: "SELECT value FROM settings WHERE name = ?1";
    SETTING_SET: "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    SESSION_INSERT: "INSERT INTO sessions (id, user, user_agent, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    SESSION_EXTEND: "UPDATE sessions SET expires_at = max(expires_at, ?2) WHERE id = ?1";
    SESSION_DELETE: "DELETE FROM sessions WHERE id = ?1 AND user = ?2";
    SESSION_DELETE_OTHERS: "DELETE FROM sessions WHERE user = ?1 AND id <> ?2 RETURNING id";
    SESSION_DELETE_ALL: "DELETE FROM sessions WHERE user = ?1 RETURNING id";
    SESSION_DELETE_OVER: "DELETE FROM sessions WHERE expires_at <= ?1";
    SESSIONS_OF_USER: "SELECT id, user_agent, created_at, expires_at FROM sessions WHERE user = ?1 AND expires_at > ?2 ORDER BY created_at DESC";
    SESSION_ALL: "SELECT s.id, s.user, s.created_at, s.expires_at, s.secret FROM sessions s JOIN users u ON u.id = s.user WHERE NOT u.disabled";

    CONVERSATION_INSERT: "INSERT INTO conversations (id, type, name, topic, pair, created_at, updated_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)";
    CONVERSATION_OF_PAIR: "SELECT id FROM conversations WHERE pair = ?1";
    CONVERSATION_BY_ID: "SELECT id, type, name, topic, avatar, first_seq, created_at, updated_at, rev, last_seq FROM conversations WHERE id = ?1";
    CONVERSATION_TYPE: "SELECT type FROM conversations WHERE id = ?1";
    CONVERSATION_FACE: "SELECT type, name FROM conversations WHERE id = ?1";
    CONVERSATION_EDIT: "UPDATE conversations SET name = ?2, topic = ?3, rev = ?4 WHERE id = ?1";
    CONVERSATION_NEXT_SEQ: "UPDATE conversations SET last_seq = last_seq + 1, updated_at = ?2 WHERE id = ?1 RETURNING last_seq";
    CONVERSATIONS_OF_USER: "SELECT c.id FROM participants p JOIN conversations c ON c.id = p.conversation WHERE p.user = ?1 ORDER BY c.updated_at DESC, c.id DESC";
    CONVERSATION_ROLES_OF_USER: "SELECT c.id, c.type, p.role FROM participants p JOIN conversations c ON c.id = p.conversation WHERE p.user = ?1";
    GENERAL: "SELECT general FROM house WHERE general IS NOT NULL";
    GENERAL_SET: "UPDATE house SET general = ?1";

    PARTICIPANT_INSERT: "INSERT INTO participants (conversation, user, role, joined_at, rev) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    PARTICIPANT_DELETE: "DELETE FROM participants WHERE conversation = ?1 AND user = ?2";
    PARTICIPANT_ROLE: "SELECT role FROM participants WHERE conversation = ?1 AND user = ?2";
    PARTICIPANT_SET_ROLE: "UPDATE participants SET role = ?3, rev = ?4 WHERE conversation = ?1 AND user = ?2";
    PARTICIPANT_SET_NOTIFICATIONS: "UPDATE participants SET notifications = ?3, rev = ?4 WHERE conversation = ?1 AND user = ?2";
    PARTICIPANT_OWNERS: "SELECT count(*) FROM participants WHERE conversation = ?1 AND role = 'owner'";
    PARTICIPANT_HEIR: "SELECT user FROM participants WHERE conversation = ?1 ORDER BY role = 'admin' DESC, joined_at, user LIMIT 1";
    PARTICIPANT_COUNT: "SELECT count(*) FROM participants WHERE conversation = ?1";
    PARTICIPANT_OWN: "SELECT last_read_seq, notifications FROM participants WHERE conversation = ?1 AND user = ?2";
    PARTICIPANT_READ_UP_TO: "UPDATE participants SET last_read_seq = max(last_read_seq, ?3), rev = ?4 WHERE conversation = ?1 AND user = ?2";
    PARTICIPANTS: "SELECT u.id, u.username, u.display_name, u.avatar, p.role, p.joined_at, p.last_read_seq
                   FROM participants p JOIN users u ON u.id = p.user WHERE p.conversation = ?1 LIMIT ?2";
    PARTICIPANT_IDS: "SELECT user FROM participants WHERE conversation = ?1";
    PARTICIPANT_ALL: "SELECT p.conversation, p.user FROM participants p JOIN users u ON u.id = p.user WHERE NOT u.disabled";
    DEPARTURE_INSERT: "INSERT INTO departures (user, conversation, rev) VALUES (?1, ?2, ?3) ON CONFLICT (conversation, user) DO UPDATE SET rev = excluded.rev";
    DEPARTURE_DELETE: "DELETE FROM departures WHERE user = ?1 AND conversation = ?2";

    MESSAGE_INSERT: "INSERT INTO messages (id, conversation, seq, sender, type, content, file_url, file_name, client_id, created_at, rev, file, reply_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    MESSAGE_BY_ID: message!("WHERE m.id = ?1");
    MESSAGE_BY_CLIENT_ID: message!("WHERE m.sender = ?1 AND m.client_id = ?2");
    MESSAGE_BY_SEQ: message!("WHERE m.conversation = ?1 AND m.seq = ?2");
    MESSAGES_BEFORE: message!("WHERE m.conversation = ?1 AND m.seq < ?2 ORDER BY m.seq DESC LIMIT ?3");
    MESSAGES_AFTER: message!("WHERE m.conversation = ?1 AND m.seq > ?2 ORDER BY m.seq LIMIT ?3");
    MESSAGE_PLACE: "SELECT conversation, seq, sender, deleted_at IS NOT NULL, row FROM messages WHERE id = ?1";
    MESSAGES_OF_OTHERS: "SELECT id, sender FROM messages WHERE conversation = ?1 AND seq <= ?2 AND sender <> ?3 ORDER BY seq DESC LIMIT 500";
    MESSAGE_EDIT: "UPDATE messages SET content = ?2, edited_at = ?3, rev = ?4 WHERE id = ?1";
    MESSAGE_DELETE: "UPDATE messages SET content = ?2, type = 'text', file_url = NULL, file_name = NULL, file = NULL, reply_to = NULL, pinned_at = NULL, edited_at = NULL, deleted_at = ?3, rev = ?4 WHERE id = ?1";
    MESSAGES_UNREAD: "SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation = ?1 AND seq > ?2 AND sender <> ?3 AND deleted_at IS NULL LIMIT 100)";

    MESSAGE_PIN: "UPDATE messages SET pinned_at = ?2, rev = ?3 WHERE id = ?1 AND (pinned_at IS NULL) <> (?2 IS NULL)";
    MESSAGES_PINNED: message!("WHERE m.conversation = ?1 AND m.pinned_at IS NOT NULL ORDER BY m.pinned_at DESC LIMIT ?2");
    MESSAGES_PINNED_COUNT: "SELECT count(*) FROM messages WHERE conversation = ?1 AND pinned_at IS NOT NULL";
    MESSAGE_TOUCH: "UPDATE messages SET rev = ?2 WHERE row = ?1";

    MENTION_INSERT: "INSERT INTO mentions (user, conversation, seq) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    MENTION_DELETE: "DELETE FROM mentions WHERE conversation = ?1 AND seq = ?2";
    MENTIONS_BETWEEN: "SELECT seq, user FROM mentions WHERE conversation = ?1 AND seq BETWEEN ?2 AND ?3";
    MENTIONS_UNREAD: "SELECT count(*) FROM (SELECT 1 FROM mentions WHERE user = ?1 AND conversation = ?2 AND seq > ?3 LIMIT 100)";
    MENTIONED_HERE: "SELECT p.user FROM participants p JOIN users u ON u.id = p.user WHERE p.conversation = ?1 AND NOT u.disabled AND NOT u.bot";
    MENTIONED: "SELECT p.user FROM users u JOIN participants p ON p.user = u.id WHERE u.username = ?2 AND p.conversation = ?1 AND NOT u.disabled";

    REACTION_INSERT: "INSERT INTO reactions (message, emoji, user, rev) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    REACTION_DELETE: "DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND user = ?3";
    REACTIONS_DELETE: "DELETE FROM reactions WHERE message = ?1";
    REACTIONS_OF: "SELECT emoji, user FROM reactions WHERE message = ?1 ORDER BY rev";
    REACTIONS_BETWEEN: "SELECT m.seq, r.emoji, r.user FROM messages m CROSS JOIN reactions r ON r.message = m.row
                        WHERE m.conversation = ?1 AND m.seq BETWEEN ?2 AND ?3 ORDER BY m.seq, r.rev";

    READ_INSERT: "INSERT INTO reads (conversation, reader, from_seq, to_seq, read_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    // A reader's ranges are disjoint, so the newest one that begins at or before ?3 is the only one that can reach into ?3.
    READS_OF_READER: "SELECT from_seq, to_seq FROM reads WHERE conversation = ?1 AND reader = ?2
                      AND from_seq BETWEEN coalesce((SELECT max(from_seq) FROM reads WHERE conversation = ?1 AND reader = ?2 AND from_seq <= ?3), 0) AND ?4
                      AND to_seq >= ?3 ORDER BY from_seq";
    READS_BETWEEN: "SELECT r.reader, r.from_seq, r.to_seq, r.read_at FROM (SELECT user FROM participants WHERE conversation = ?1
                          UNION ALL SELECT user FROM departures WHERE conversation = ?1) p
                    CROSS JOIN reads r ON r.conversation = ?1 AND r.reader = p.user
                    AND r.from_seq BETWEEN coalesce((SELECT max(from_seq) FROM reads WHERE conversation = ?1 AND reader = p.user AND from_seq <= ?2), 0) AND ?3
                    WHERE r.to_seq >= ?2";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::editions::SCHEMA;
    use rusqlite::Connection;

    fn database() -> Connection {
        let database = Connection::open_in_memory().expect("memory");
        database.execute_batch(SCHEMA).expect("the schema");
        database
    }

    #[test]
    fn every_statement_fits_the_schema() {
        let database = database();
        for (name, text) in ALL {
            if let Err(error) = database.prepare(text) {
                panic!("{name}: {error}");
            }
        }
    }

    #[test]
    fn what_is_read_often_is_read_by_index() {
        let database = database();
        let hot = [
            "MESSAGE_BY_ID",
            "MESSAGE_BY_CLIENT_ID",
            "MESSAGES_BEFORE",
            "MESSAGES_AFTER",
            "MESSAGES_OF_OTHERS",
            "MESSAGES_UNREAD",
            "MESSAGES_PINNED",
            "MESSAGES_PINNED_COUNT",
            "MENTIONS_BETWEEN",
            "MENTIONS_UNREAD",
            "MENTIONED",
            "READS_OF_READER",
            "READS_BETWEEN",
            "PARTICIPANT_ROLE",
            "PARTICIPANTS",
            "CONVERSATION_OF_PAIR",
            "HOOK_BY_SECRET",
        ];
        for (name, text) in ALL.iter().filter(|(name, _)| hot.contains(name)) {
            let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {text}")).expect(name);
            let count = statement.parameter_count();
            let plan: Vec<String> = statement
                .query_map(rusqlite::params_from_iter(vec![1; count]), |row| row.get(3))
                .expect(name)
                .collect::<Result<_, _>>()
                .expect(name);
            let scans =
                plan.iter().any(|step| (step.starts_with("SCAN") && !step.contains("subquery")) || step.contains("TEMP B-TREE"));
            assert!(!scans, "{name}: {plan:?}");
        }
    }
}
