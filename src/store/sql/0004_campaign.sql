-- The campaign: until when answers are asked for, who was asked, whom mail does not reach, what goes with a mail.

-- Every deadline there was. The last one is in force; mail about an earlier one is not sent any more.
CREATE TABLE deadline (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    version      INTEGER NOT NULL CHECK (version >= 1),
    moment       INTEGER NOT NULL,
    set_at       INTEGER NOT NULL,
    set_by       TEXT    NOT NULL,              -- 'configuration', or the account of the person at the command line
    PRIMARY KEY (campaign_id, version)
) STRICT;

-- The trust that answers for this one since they merged.
ALTER TABLE trust ADD COLUMN merged_into TEXT;

-- Trusts to which the letter went out by other means, as a person says.
CREATE TABLE marked_invited (
    campaign_id  TEXT    NOT NULL,
    ods_code     TEXT    NOT NULL,
    sent_on      TEXT    NOT NULL,              -- ISO date
    marked_at    INTEGER NOT NULL,
    marked_by    TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, ods_code),
    FOREIGN KEY (campaign_id, ods_code) REFERENCES trust (campaign_id, ods_code)
) STRICT;

-- Who is not to be written to: a whole trust, or an address.
CREATE TABLE do_not_write (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    ods_code     TEXT,
    address      TEXT,
    since        TEXT    NOT NULL,              -- ISO date
    message_id   INTEGER REFERENCES message (id),
    noted_by     TEXT    NOT NULL,
    CHECK ((ods_code IS NULL) <> (address IS NULL))
) STRICT;
CREATE INDEX do_not_write_trust   ON do_not_write (campaign_id, ods_code) WHERE ods_code IS NOT NULL;
CREATE INDEX do_not_write_address ON do_not_write (campaign_id, address) WHERE address IS NOT NULL;

-- A report that a mail will never arrive: for whom, and each Message-ID or reference that it cites. It counts for a mail of ours
-- to that address that has one of them. The Message-ID that the server gave may be learned later than the report comes.
CREATE TABLE bounce (
    message_id   INTEGER NOT NULL REFERENCES message (id),
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    address      TEXT    NOT NULL,
    cited        TEXT    NOT NULL,
    PRIMARY KEY (message_id, campaign_id, address, cited)
) STRICT;
CREATE INDEX bounce_address ON bounce (campaign_id, address);

-- Files that go with many mails, each kept once.
CREATE TABLE kept_file (
    sha256       TEXT    PRIMARY KEY,           -- lower case hex
    bytes        BLOB    NOT NULL,
    kept_at      INTEGER NOT NULL
) STRICT;

-- 1: a person has decided that it does not go out.
ALTER TABLE outbox ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET stopped = 1 WHERE state = 'dropped' AND why = 'dropped by a person';
CREATE INDEX outbox_asking ON outbox (campaign_id, ods_code) WHERE letter IN ('invitation', 'reminder');
-- The latest of the mails that answer something and went out, or may have.
CREATE INDEX outbox_carried ON outbox (campaign_id, ods_code, coalesce(tried_at, created_at))
    WHERE state IN ('sending', 'sent', 'unknown') AND letter NOT IN ('invitation', 'reminder');

-- The latest mail from an address.
CREATE INDEX message_sender ON message (campaign_id, sender, received_at) WHERE sender IS NOT NULL;
