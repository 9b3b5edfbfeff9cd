-- Sending: what holds the queue, what stands in the folder of what was sent, and the copies that are put there.

-- Counts the steps after which something may have gone out, or somebody has decided that it may not. The mark beside the
-- database carries the same number: a database that is behind its mark was restored from a backup.
ALTER TABLE installation ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;

-- The names this installation had before. It gets a new one when a restored database goes on.
CREATE TABLE former_instance (
    instance     TEXT    PRIMARY KEY,
    until        INTEGER NOT NULL
) STRICT;

-- While one of these is in force nothing goes out but what a person releases by its number.
CREATE TABLE hold (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    reason       TEXT    NOT NULL,
    words        TEXT    NOT NULL,
    since        INTEGER NOT NULL,
    released_at  INTEGER,
    released_by  TEXT,
    upto         INTEGER                        -- the last mail of the outbox when it was released
) STRICT;
CREATE UNIQUE INDEX hold_in_force ON hold (campaign_id, reason) WHERE released_at IS NULL;

-- 1: read to its end since the service was started.
ALTER TABLE folder ADD COLUMN this_run INTEGER NOT NULL DEFAULT 0;

ALTER TABLE outbox ADD COLUMN reference TEXT;       -- X-CSO-Ref
ALTER TABLE outbox ADD COLUMN header_id TEXT;       -- the Message-ID that we gave it
ALTER TABLE outbox ADD COLUMN replaced_id TEXT;     -- the Message-ID that the server gave it instead
ALTER TABLE outbox ADD COLUMN found_at INTEGER;     -- when it was found in the folder of what was sent
ALTER TABLE outbox ADD COLUMN released INTEGER;     -- by a person; the number of the last hold then, 0 for none
ALTER TABLE outbox ADD COLUMN copy TEXT;            -- the copy for the folder of what was sent: owed, made, failed
ALTER TABLE outbox ADD COLUMN copy_tries INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET reference = json_extract(mail, '$.reference'), header_id = json_extract(mail, '$.message_id');
CREATE INDEX outbox_lately      ON outbox (campaign_id, created_at, tried_at, state, released, message_id);
CREATE INDEX outbox_reference   ON outbox (campaign_id, reference);
CREATE INDEX outbox_header_id   ON outbox (campaign_id, header_id);
CREATE INDEX outbox_replaced_id ON outbox (campaign_id, replaced_id) WHERE replaced_id IS NOT NULL;
CREATE INDEX outbox_copy        ON outbox (campaign_id, copy) WHERE copy = 'owed';

-- The folder of what was sent: how far it was read, and what became of the last try.
CREATE TABLE sent_folder (
    campaign_id  TEXT    PRIMARY KEY REFERENCES campaign (id),
    name         TEXT    NOT NULL,
    uid_validity INTEGER NOT NULL,
    last_uid     INTEGER NOT NULL,
    read_from    TEXT    NOT NULL,
    read_at      INTEGER,                       -- when it was last read to its end
    outcome      TEXT    NOT NULL DEFAULT 'not_yet'     -- since the start: not_yet, read, none, unreadable
) STRICT;

-- The files of a Maildir that were read; they have no numbers to go by.
CREATE TABLE sent_file (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    key          TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, key)
) STRICT;

-- Whom a mail that no row of the outbox stands for has answered, by the Message-IDs that it cites. It may be seen
-- before the message that it answers. Holds addresses of people.
CREATE TABLE hand_reply (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    header_id    TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, header_id, address)
) STRICT;
