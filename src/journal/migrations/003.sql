-- What tells a damaged row from a sound one. `chain` covers a record and every one before it; records that earlier formats
-- wrote have none, and the chain begins behind them. `sum` covers a row and its columns; `as_of` is the last record's place when the row
-- was written, so that a row of which a later write never reached the disk is known by later records.
ALTER TABLE records ADD COLUMN chain BLOB;
ALTER TABLE sessions ADD COLUMN sum BLOB;
ALTER TABLE sessions ADD COLUMN as_of INTEGER;
ALTER TABLE personal ADD COLUMN sum BLOB;
ALTER TABLE personal ADD COLUMN as_of INTEGER;
ALTER TABLE state ADD COLUMN sum BLOB;

-- `store`: the store's own id. `end`: the chain at the last place in use when records were last pruned. `pruned`: the chain
-- at the last record that was pruned. `gap` and a place: the chain at the last of records that were lost.
CREATE TABLE anchors (
    name  TEXT PRIMARY KEY,
    seq   INTEGER NOT NULL,
    value BLOB NOT NULL
) STRICT;
