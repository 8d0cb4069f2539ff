-- Parlor's database, as a fresh install makes it (edition 2).
-- Ids are UUIDs of version 7 in 16 bytes; moments are milliseconds since 1970, in UTC.

-- What the server knows about itself. `rev` numbers every stored change, across all tables.
CREATE TABLE house (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    rev      INTEGER NOT NULL,
    general  BLOB REFERENCES conversations (id)   -- the channel that every newcomer joins, whatever its name
) STRICT;

-- What an administrator set while the server ran.
CREATE TABLE settings (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL                          -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id            BLOB PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,           -- case-folded
    display_name  TEXT NOT NULL,
    avatar        TEXT,
    password      TEXT NOT NULL,                  -- argon2id, PHC string
    role          TEXT NOT NULL CHECK (role IN ('admin', 'member')),
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    last_seen     INTEGER,
    created_at    INTEGER NOT NULL,
    rev           INTEGER NOT NULL,
    bot           INTEGER NOT NULL DEFAULT 0 CHECK (bot IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX users_changed ON users (rev);

-- Devices that are signed in. A row that is gone signs nobody in.
CREATE TABLE sessions (
    id          BLOB PRIMARY KEY,
    user        BLOB NOT NULL REFERENCES users (id),
    user_agent  TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    secret      BLOB                              -- of a bot: the SHA-256 of its token, which is no JWT
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user);

-- Links that sign in somebody who forgot the password; handed over by an administrator.
CREATE TABLE resets (
    secret      BLOB PRIMARY KEY,                 -- the SHA-256 of what stands in the link
    user        BLOB NOT NULL REFERENCES users (id),
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id          BLOB PRIMARY KEY,
    type        TEXT NOT NULL CHECK (type IN ('direct', 'group', 'channel')),
    name        TEXT,
    topic       TEXT,
    avatar      TEXT,
    pair        BLOB UNIQUE,                      -- of a direct conversation: both user ids, the lower first
    last_seq    INTEGER NOT NULL DEFAULT 0,       -- the seq of the newest message
    first_seq   INTEGER NOT NULL DEFAULT 1,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,                 -- moves with every message
    rev         INTEGER NOT NULL,                 -- moves with its name, its participants and their roles, not with messages
    retention   INTEGER,                          -- days that messages are kept; null: for ever
    purged_rev  INTEGER NOT NULL DEFAULT 0,       -- when first_seq moved last
    active_rev  INTEGER NOT NULL DEFAULT 0        -- of its newest message, or of its beginning: orders the list whatever the clock says
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_kind ON conversations (type);

CREATE TABLE participants (
    conversation   BLOB NOT NULL REFERENCES conversations (id),
    user           BLOB NOT NULL REFERENCES users (id),
    role           TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    joined_at      INTEGER NOT NULL,
    last_read_seq  INTEGER NOT NULL DEFAULT 0,
    notifications  TEXT NOT NULL DEFAULT 'all' CHECK (notifications IN ('all', 'mentions', 'none')),
    rev            INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_of_user ON participants (user, conversation);

-- Who left or was removed, and when: a client that was away has to be told. Outlives the conversation.
CREATE TABLE departures (
    user          BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL,
    rev           INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_of_user ON departures (user, rev);

-- What people uploaded; the bytes lie beside the database, under the id. A file that no message holds is collected.
CREATE TABLE files (
    id          BLOB PRIMARY KEY,
    uploader    BLOB NOT NULL REFERENCES users (id),
    name        TEXT NOT NULL,                    -- what the client called it; never a path
    size        INTEGER NOT NULL,                 -- bytes
    mime        TEXT NOT NULL,                    -- sniffed, not believed
    width       INTEGER,                          -- pixels, upright
    height      INTEGER,
    thumbnail   TEXT,                             -- the media type of the thumbnail, where there is one
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_user ON files (uploader);

CREATE TABLE messages (
    row           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL UNIQUE,
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    seq           INTEGER NOT NULL,
    sender        BLOB NOT NULL REFERENCES users (id),
    type          TEXT NOT NULL CHECK (type IN ('text', 'image', 'file')),
    content       TEXT NOT NULL,                  -- of a deleted message: the tombstone
    file_url      TEXT,
    file_name     TEXT,
    client_id     TEXT,
    created_at    INTEGER NOT NULL,
    edited_at     INTEGER,
    deleted_at    INTEGER,
    rev           INTEGER NOT NULL,
    file          BLOB REFERENCES files (id),     -- where file_url names one of ours
    reply_to      BLOB,                           -- the id of a message of the same conversation, which retention may have taken
    pinned_at     INTEGER,
    UNIQUE (conversation, seq),
    UNIQUE (sender, client_id)                    -- a retry stores nothing twice
) STRICT;
CREATE INDEX messages_changed ON messages (conversation, rev);
-- What somebody has not read is counted in this index alone: for a hundred conversations that were never opened 0.8 ms instead of 20.
CREATE INDEX messages_of_others ON messages (conversation, seq, sender) WHERE deleted_at IS NULL;
CREATE INDEX messages_file ON messages (file) WHERE file IS NOT NULL;
CREATE INDEX messages_pinned ON messages (conversation, pinned_at) WHERE pinned_at IS NOT NULL;

-- Who is called by a message: `@name` and `@here`, as they were when it was sent.
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
    rev      INTEGER NOT NULL,                    -- orders them
    PRIMARY KEY (message, emoji, user)
) STRICT, WITHOUT ROWID;

-- Who read what, when: ranges of seq, disjoint for each reader, so that the first time stands.
CREATE TABLE reads (
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    reader        BLOB NOT NULL REFERENCES users (id),
    from_seq      INTEGER NOT NULL,
    to_seq        INTEGER NOT NULL CHECK (to_seq >= from_seq),
    read_at       INTEGER NOT NULL,
    rev           INTEGER NOT NULL,
    PRIMARY KEY (conversation, reader, from_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX reads_changed ON reads (conversation, rev);

-- The words of all messages, by `messages.row`. It keeps no text of its own; `marks` are tokens for where a message stands,
-- who wrote it and what it holds, so that a search never walks through what the searcher may not see.
-- Words come here as src/text/words.rs cut and folded them: FTS5 has only to split them at the spaces.
CREATE VIRTUAL TABLE words USING fts5 (said, marks, content = '', columnsize = 0, tokenize = 'ascii');
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

CREATE TABLE invites (
    code        TEXT PRIMARY KEY,
    creator     BLOB NOT NULL REFERENCES users (id),
    max_uses    INTEGER,                          -- null: as often as anybody likes
    uses        INTEGER NOT NULL DEFAULT 0,
    expires_at  INTEGER,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_of_user ON invites (creator);

-- Where those who come by an invite are brought.
CREATE TABLE invite_conversations (
    code          TEXT NOT NULL REFERENCES invites (code),
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (code, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_conversations_of ON invite_conversations (conversation);

-- Doors for machines: whoever knows the address speaks in one conversation, as one bot.
CREATE TABLE hooks (
    id            BLOB PRIMARY KEY,
    secret        BLOB NOT NULL UNIQUE,           -- the SHA-256 of what stands in the address
    name          TEXT NOT NULL,
    bot           BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    creator       BLOB NOT NULL REFERENCES users (id),
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hooks_of ON hooks (conversation);

-- Machines that are told: of each message of a conversation, or of those that mention a bot.
CREATE TABLE webhooks (
    id            BLOB PRIMARY KEY,
    name          TEXT NOT NULL,
    bot           BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB REFERENCES conversations (id),   -- null: wherever the bot takes part
    trigger       TEXT NOT NULL CHECK (trigger IN ('mention', 'message')),
    url           TEXT NOT NULL,
    secret        TEXT NOT NULL,                  -- signs what is sent
    creator       BLOB NOT NULL REFERENCES users (id),
    created_at    INTEGER NOT NULL,
    failed_at     INTEGER,                        -- the last time that the receiver was not reached
    failure       TEXT,                           -- and why
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_of ON webhooks (conversation);
CREATE INDEX webhooks_of_bot ON webhooks (bot);

-- What webhooks have still to be told.
CREATE TABLE deliveries (
    row       INTEGER PRIMARY KEY,
    webhook   BLOB NOT NULL REFERENCES webhooks (id),
    message   BLOB NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    due_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at);
CREATE INDEX deliveries_of ON deliveries (webhook);

-- What administrators did.
CREATE TABLE audit (
    row      INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    actor    BLOB,                                -- null: somebody on the server's own machine
    act      TEXT NOT NULL,
    subject  TEXT,                                -- the id of what it was done to
    detail   TEXT                                 -- JSON, without secrets
) STRICT;


INSERT INTO house (one, rev) VALUES (1, 0);
