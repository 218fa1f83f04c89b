-- State that belongs to no session and outlives a restart. It holds no personal data, and housekeeping leaves it alone.
CREATE TABLE state (
    key  TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
