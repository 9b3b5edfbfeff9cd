-- The first layout. Times are Unix seconds (UTC). Personal data stands only in message, answer, person, person_phone,
-- trust_contact and outbox; audit holds ids.

CREATE TABLE installation (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    instance    TEXT    NOT NULL,               -- random; makes our Message-IDs unique to this database
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE campaign (
    id          TEXT    PRIMARY KEY,
    name        TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE trust (
    campaign_id TEXT    NOT NULL REFERENCES campaign (id),
    ods_code    TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    region      TEXT,
    opened      TEXT,                           -- ISO dates
    closed      TEXT,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, ods_code)
) STRICT;

CREATE TABLE trust_domain (
    campaign_id TEXT    NOT NULL,
    ods_code    TEXT    NOT NULL,
    domain      TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, ods_code, domain),
    FOREIGN KEY (campaign_id, ods_code) REFERENCES trust (campaign_id, ods_code)
) STRICT;

CREATE TABLE trust_contact (
    campaign_id TEXT    NOT NULL,
    ods_code    TEXT    NOT NULL,
    rank        INTEGER NOT NULL CHECK (rank >= 1),   -- 1 is written to first
    name        TEXT,
    email       TEXT,
    role        TEXT,
    PRIMARY KEY (campaign_id, ods_code, rank),
    FOREIGN KEY (campaign_id, ods_code) REFERENCES trust (campaign_id, ods_code)
) STRICT;

CREATE TABLE folder (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    name         TEXT    NOT NULL,
    uid_validity INTEGER NOT NULL,
    last_uid     INTEGER NOT NULL,              -- everything up to here is in the ledger
    read_from    TEXT    NOT NULL,              -- the ISO date for which that holds
    read_at      INTEGER,                       -- when it was last read completely
    PRIMARY KEY (campaign_id, name)
) STRICT;

CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    identity     TEXT    NOT NULL,              -- digest of Message-ID, From, Date, text and attachments' sizes
    header_id    TEXT,                          -- Message-ID
    state        TEXT    NOT NULL,
    why          TEXT,                          -- why it was set aside or of what it is a duplicate
    duplicate_of INTEGER REFERENCES message (id),
    sender       TEXT,
    sender_name  TEXT,
    subject      TEXT,
    received_at  INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    partial      INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),
    original     BLOB                           -- deflated; none for unrelated mail
) STRICT;
CREATE INDEX message_identity  ON message (campaign_id, identity);
CREATE INDEX message_header_id ON message (campaign_id, header_id);
CREATE INDEX message_state     ON message (campaign_id, state);

CREATE TABLE spot (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    folder       TEXT    NOT NULL,
    uid_validity INTEGER NOT NULL,
    key          TEXT    NOT NULL,              -- UID, or the file's unique name in a Maildir
    message_id   INTEGER NOT NULL REFERENCES message (id),
    PRIMARY KEY (campaign_id, folder, uid_validity, key)
) STRICT;
CREATE INDEX spot_message ON spot (message_id);

CREATE TABLE fetch_failure (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    folder       TEXT    NOT NULL,
    uid_validity INTEGER NOT NULL,
    key          TEXT    NOT NULL,
    tries        INTEGER NOT NULL,
    error        TEXT    NOT NULL,
    failed_at    INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, folder, uid_validity, key)
) STRICT;

CREATE TABLE reading (
    message_id   INTEGER NOT NULL REFERENCES message (id),
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    class        TEXT    NOT NULL,
    ods_code     TEXT,
    disposition  TEXT,
    doubts       TEXT    NOT NULL,              -- JSON list of sentences, the ledger's own included
    reading      TEXT    NOT NULL,              -- the whole Reading as JSON
    read_at      INTEGER NOT NULL,
    PRIMARY KEY (message_id, campaign_id)
) STRICT;

-- The trusts that a message is or may be from; while it awaits review it holds the reminders of them all.
CREATE TABLE candidate (
    message_id   INTEGER NOT NULL REFERENCES message (id),
    campaign_id  TEXT    NOT NULL,
    ods_code     TEXT    NOT NULL,
    PRIMARY KEY (message_id, campaign_id, ods_code)
) STRICT;
CREATE INDEX candidate_trust ON candidate (campaign_id, ods_code);

CREATE TABLE answer (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL,
    ods_code     TEXT    NOT NULL,
    kind         TEXT    NOT NULL CHECK (kind IN ('named', 'declined', 'holding')),
    standing     TEXT    NOT NULL CHECK (standing IN ('current', 'superseded', 'withdrawn')),
    until        TEXT,                          -- ISO date that a holding answer names
    message_id   INTEGER REFERENCES message (id),
    said_at      INTEGER NOT NULL,              -- when the trust said it
    recorded_at  INTEGER NOT NULL,
    decided_by   TEXT    NOT NULL,              -- 'reader' or who reviewed it
    replaces     INTEGER REFERENCES answer (id),
    withdrawn_by INTEGER REFERENCES message (id),   -- the message that took it out of force as it came
    FOREIGN KEY (campaign_id, ods_code) REFERENCES trust (campaign_id, ods_code)
) STRICT;
CREATE UNIQUE INDEX answer_current ON answer (campaign_id, ods_code) WHERE standing = 'current';
CREATE INDEX answer_message ON answer (message_id);
CREATE INDEX answer_withdrawn_by ON answer (withdrawn_by) WHERE withdrawn_by IS NOT NULL;

CREATE TABLE person (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    answer_id    INTEGER NOT NULL REFERENCES answer (id),
    role         TEXT    NOT NULL CHECK (role IN ('lead', 'deputy')),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    title        TEXT,
    job_title    TEXT,
    email        TEXT
) STRICT;
CREATE INDEX person_answer ON person (answer_id);

CREATE TABLE person_phone (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    person_id    INTEGER NOT NULL REFERENCES person (id),
    position     INTEGER NOT NULL,
    phone        TEXT    NOT NULL,              -- E.164 with ;ext=
    PRIMARY KEY (person_id, position)
) STRICT;

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    key          TEXT    NOT NULL,              -- names the fact that causes it: receipt/17, recorded/4
    state        TEXT    NOT NULL,
    why          TEXT,                          -- why it is held, what the server last said
    letter       TEXT    NOT NULL,
    ods_code     TEXT,
    message_id   INTEGER REFERENCES message (id),
    answer_id    INTEGER REFERENCES answer (id),
    to_address   TEXT    NOT NULL,
    mail         TEXT    NOT NULL,              -- the whole OutgoingMail as JSON
    created_at   INTEGER NOT NULL,
    not_before   INTEGER NOT NULL,
    tries        INTEGER NOT NULL DEFAULT 0,
    tried_at     INTEGER,
    reply        TEXT,                          -- the server's words after it took the mail
    UNIQUE (campaign_id, key)
) STRICT;
CREATE INDEX outbox_due ON outbox (campaign_id, state, not_before);
CREATE INDEX outbox_to  ON outbox (campaign_id, to_address, created_at);
CREATE INDEX outbox_message ON outbox (message_id);
CREATE INDEX outbox_answer  ON outbox (answer_id);

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,              -- 'service', or the account of the person at the command line
    event        TEXT    NOT NULL,
    message_id   INTEGER,
    answer_id    INTEGER,
    outbox_id    INTEGER,
    ods_code     TEXT
) STRICT;

CREATE TRIGGER audit_is_only_appended_to BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
