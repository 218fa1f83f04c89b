-- Facts, in the order of their places. `body` is the whole record; the columns beside it are only for looking it up.
CREATE TABLE records (
    seq        INTEGER PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    session_id TEXT,
    agent_id   TEXT,
    body       TEXT    NOT NULL
) STRICT;
CREATE INDEX records_by_session ON records (session_id) WHERE session_id IS NOT NULL;

-- Snapshots: one row per session, without personal data.
CREATE TABLE sessions (
    session_id   TEXT PRIMARY KEY,
    closed_at_ms INTEGER,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_end ON sessions (closed_at_ms);

-- Personal data, erased before the session is. The end is repeated here so that a look for what is due reads nothing else.
CREATE TABLE personal (
    session_id   TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    closed_at_ms INTEGER,
    body         TEXT NOT NULL
) STRICT;
CREATE INDEX personal_by_end ON personal (closed_at_ms);

-- `high_water`: the last place in use when records were last pruned, since the records no longer tell.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
