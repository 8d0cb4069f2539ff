-- Parlor's database, as a fresh install makes it (edition 1).
-- Ids are UUIDs of version 7 in 16 bytes; moments are milliseconds since 1970, in UTC.

-- What the server knows about itself. `rev` numbers every stored change, across all tables.
CREATE TABLE house (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    rev      INTEGER NOT NULL,
    general  BLOB REFERENCES conversations (id)   -- the channel that every newcomer joins, whatever its name
) STRICT;

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
    rev           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Devices that are signed in. A row that is gone signs nobody in.
CREATE TABLE sessions (
    id          BLOB PRIMARY KEY,
    user        BLOB NOT NULL REFERENCES users (id),
    user_agent  TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user);

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
    rev         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

-- Who left or was removed, and when: a client that was away has to be told.
CREATE TABLE departures (
    user          BLOB NOT NULL REFERENCES users (id),
    conversation  BLOB NOT NULL REFERENCES conversations (id),
    rev           INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX departures_of_user ON departures (user, conversation);

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
    UNIQUE (conversation, seq),
    UNIQUE (sender, client_id)                    -- a retry stores nothing twice
) STRICT;

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

INSERT INTO house (one, rev) VALUES (1, 0);
