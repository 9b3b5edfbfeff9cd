-- Mail that is moved to a folder once it has been dealt with. The intention is committed before the server is asked, so that
-- after a crash in between it is known what may have been moved.

CREATE TABLE filing (
    message_id        INTEGER PRIMARY KEY REFERENCES message (id),
    campaign_id       TEXT    NOT NULL REFERENCES campaign (id),
    state             TEXT    NOT NULL CHECK (state IN ('intended', 'moved', 'gone')),
    folder            TEXT    NOT NULL,          -- where it goes, as configured
    from_folder       TEXT    NOT NULL,          -- where it stood
    from_uid_validity INTEGER NOT NULL,
    from_key          TEXT    NOT NULL,
    tries             INTEGER NOT NULL DEFAULT 0, -- how often it was looked for in vain
    intended_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX filing_intended ON filing (campaign_id, message_id) WHERE state = 'intended';
