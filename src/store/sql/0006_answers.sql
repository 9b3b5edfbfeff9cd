-- Answers that came another way than by mail, and what ended an answer that nothing took the place of.

ALTER TABLE answer ADD COLUMN channel TEXT;         -- telephone, letter, ...; none: by mail
ALTER TABLE answer ADD COLUMN note TEXT;            -- a remark of whoever recorded it; may name people
ALTER TABLE answer ADD COLUMN ended_at INTEGER;     -- when it was withdrawn
ALTER TABLE answer ADD COLUMN ended_why TEXT        -- asked: its lead is not to be written to; undone: recorded by mistake
    CHECK (ended_why IN ('asked', 'undone'));
UPDATE answer SET ended_at = recorded_at, ended_why = iif(withdrawn_by IS NULL, 'undone', 'asked')
 WHERE standing = 'withdrawn';

-- Trusts that became one: trust.merged_into says which answers now, and this what was changed for it, so that it can be taken back.
CREATE TABLE merger (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL,
    ods_code     TEXT    NOT NULL,              -- the trust that answers now
    merged_on    TEXT    NOT NULL,              -- ISO date
    made_at      INTEGER NOT NULL,
    made_by      TEXT    NOT NULL,
    undone_at    INTEGER,
    FOREIGN KEY (campaign_id, ods_code) REFERENCES trust (campaign_id, ods_code)
) STRICT;
CREATE INDEX merger_trust ON merger (campaign_id, ods_code) WHERE undone_at IS NULL;

CREATE TABLE merger_step (
    id           INTEGER PRIMARY KEY,
    merger_id    INTEGER NOT NULL REFERENCES merger (id),
    what         TEXT    NOT NULL CHECK (what IN ('trust', 'answer', 'message', 'joined', 'wish')),
    row          INTEGER,                       -- the answer, the message, the row of do_not_write
    ods_code     TEXT    NOT NULL,              -- whose it was
    was          TEXT                           -- the trust's merged_into, or the answer's standing, before
) STRICT;
CREATE INDEX merger_step_merger ON merger_step (merger_id);
