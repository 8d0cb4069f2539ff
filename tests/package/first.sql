-- Someone's house as a Parlor of the first edition left it; goes behind tests/editions/1.sql.
INSERT INTO users (id, username, display_name, password, role, created_at, rev) VALUES
    (x'0192a0b1c2d37e4f8a9b0c1d2e3f4a01', 'ann', 'Ann', '', 'admin', 1700000000000, 1);
INSERT INTO conversations (id, type, name, last_seq, created_at, updated_at, rev) VALUES
    (x'0192a0b1c2d37e4f8a9b0c1d2e3f4aff', 'channel', 'general', 1, 1700000000000, 1700000000000, 2);
INSERT INTO participants (conversation, user, role, joined_at, rev) VALUES
    (x'0192a0b1c2d37e4f8a9b0c1d2e3f4aff', x'0192a0b1c2d37e4f8a9b0c1d2e3f4a01', 'owner', 1700000000000, 3);
INSERT INTO messages (id, conversation, seq, sender, type, content, created_at, rev) VALUES
    (x'0192a0b1c2d37e4f8a9b0c1d2e3f4a0b', x'0192a0b1c2d37e4f8a9b0c1d2e3f4aff', 1, x'0192a0b1c2d37e4f8a9b0c1d2e3f4a01', 'text', 'Meet at the Café', 1700000000000, 4);
UPDATE house SET rev = 4, general = x'0192a0b1c2d37e4f8a9b0c1d2e3f4aff';
PRAGMA user_version = 1;
