-- From edition 1 to 2: files, search, reactions, replies, pins, mentions, invites, bots, retention.

CREATE TABLE settings (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE users ADD COLUMN bot INTEGER NOT NULL DEFAULT 0 CHECK (bot IN (0, 1));
CREATE INDEX users_changed ON users (rev);
ALTER TABLE sessions ADD COLUMN secret BLOB;
CREATE TABLE resets (
    secret      BLOB PRIMARY KEY,
    user        BLOB NOT NULL REFERENCES users (id),
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whoever left and came back had lost it.
UPDATE participants SET last_read_seq = max(last_read_seq, coalesce(
    (SELECT to_seq FROM reads WHERE conversation = participants.conversation AND reader = participants.user ORDER BY from_seq DESC LIMIT 1), 0));

ALTER TABLE conversations ADD COLUMN retention INTEGER;
ALTER TABLE conversations ADD COLUMN purged_rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN active_rev INTEGER NOT NULL DEFAULT 0;
-- No conversation has a place beyond the counter: each took a number when it began.
UPDATE conversations SET active_rev = ranked.place
    FROM (SELECT id, row_number() OVER (ORDER BY updated_at, id) AS place FROM conversations) AS ranked WHERE ranked.id = conversations.id;
CREATE INDEX conversations_kind ON conversations (type);

ALTER TABLE departures RENAME TO departures_before;
DROP INDEX departures_of_user;
CREATE TABLE departures (
    user          BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL,
    rev           INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
INSERT INTO departures SELECT user, conversation, rev FROM departures_before;
DROP TABLE departures_before;
CREATE INDEX departures_of_user ON departures (user, rev);

CREATE TABLE files (
    id          BLOB PRIMARY KEY,
    uploader    BLOB NOT NULL REFERENCES users (id),
    name        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    mime        TEXT NOT NULL,
    width       INTEGER,
    height      INTEGER,
    thumbnail   TEXT,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_user ON files (uploader);

ALTER TABLE messages ADD COLUMN file BLOB REFERENCES files (id);
ALTER TABLE messages ADD COLUMN reply_to BLOB;
ALTER TABLE messages ADD COLUMN pinned_at INTEGER;
CREATE INDEX messages_changed ON messages (conversation, rev);
CREATE INDEX messages_of_others ON messages (conversation, seq, sender) WHERE deleted_at IS NULL;
CREATE INDEX messages_file ON messages (file) WHERE file IS NOT NULL;
CREATE INDEX messages_pinned ON messages (conversation, pinned_at) WHERE pinned_at IS NOT NULL;

CREATE TABLE mentions (
    user          BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL,
    seq           INTEGER NOT NULL,
    PRIMARY KEY (user, conversation, seq),
    FOREIGN KEY (conversation, seq) REFERENCES messages (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_of_message ON mentions (conversation, seq);

CREATE TABLE reactions (
    message  INTEGER NOT NULL REFERENCES messages (row),
    emoji    TEXT NOT NULL,
    user     BLOB NOT NULL REFERENCES users (id),
    rev      INTEGER NOT NULL,
    PRIMARY KEY (message, emoji, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX reads_changed ON reads (conversation, rev);

CREATE VIRTUAL TABLE words USING fts5 (said, marks, content = '', columnsize = 0, tokenize = 'ascii');
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

CREATE TABLE invites (
    code        TEXT PRIMARY KEY,
    creator     BLOB NOT NULL REFERENCES users (id),
    max_uses    INTEGER,
    uses        INTEGER NOT NULL DEFAULT 0,
    expires_at  INTEGER,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_of_user ON invites (creator);
CREATE TABLE invite_conversations (
    code          TEXT NOT NULL REFERENCES invites (code),
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (code, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_conversations_of ON invite_conversations (conversation);
CREATE TABLE hooks (
    id            BLOB PRIMARY KEY,
    secret        BLOB NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    bot           BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    creator       BLOB NOT NULL REFERENCES users (id),
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hooks_of ON hooks (conversation);
CREATE TABLE webhooks (
    id            BLOB PRIMARY KEY,
    name          TEXT NOT NULL,
    bot           BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB REFERENCES conversations (id),
    trigger       TEXT NOT NULL CHECK (trigger IN ('mention', 'message')),
    url           TEXT NOT NULL,
    secret        TEXT NOT NULL,
    creator       BLOB NOT NULL REFERENCES users (id),
    created_at    INTEGER NOT NULL,
    failed_at     INTEGER,
    failure       TEXT,
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_of ON webhooks (conversation);
CREATE INDEX webhooks_of_bot ON webhooks (bot);
CREATE TABLE deliveries (
    row       INTEGER PRIMARY KEY,
    webhook   BLOB NOT NULL REFERENCES webhooks (id),
    message   BLOB NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    due_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at);
CREATE INDEX deliveries_of ON deliveries (webhook);
CREATE TABLE audit (
    row      INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    BLOB,
    act      TEXT NOT NULL,
    subject  TEXT,
    detail   TEXT
) STRICT;
