-- What tells a damaged row from a sound one. `chain` covers a record and every one before it; records that earlier formats
-- wrote have none, and the chain begins behind them. `sum` covers a row and its columns.
ALTER TABLE records ADD COLUMN chain BLOB;
ALTER TABLE sessions ADD COLUMN sum BLOB;
ALTER TABLE personal ADD COLUMN sum BLOB;
ALTER TABLE state ADD COLUMN sum BLOB;

-- `store`: the store's own id. `end`: the chain at the last place in use when records were last pruned. `pruned`: the chain
-- at the last record that was pruned.
CREATE TABLE anchors (
    name  TEXT PRIMARY KEY,
    seq   INTEGER NOT NULL,
    value BLOB NOT NULL
) STRICT;
