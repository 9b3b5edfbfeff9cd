-- Mail to the team: which digests there were, and what it was alerted to.

-- A digest is made once for its name: the day on which it was due (2016-10-07), or the moment at which a person asked for it
-- (2016-10-07T14-03-09). One that had nothing to tell is noted too, so that the same day is not asked about again.
CREATE TABLE digest (
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    name         TEXT    NOT NULL,
    as_at        INTEGER NOT NULL,
    outcome      TEXT    NOT NULL CHECK (outcome IN ('written', 'nothing')),
    PRIMARY KEY (campaign_id, name)
) STRICT;

-- Something that stops the service from doing its work, as far as the team was told of it.
CREATE TABLE incident (
    id           INTEGER PRIMARY KEY,
    campaign_id  TEXT    NOT NULL REFERENCES campaign (id),
    kind         TEXT    NOT NULL,
    since        INTEGER NOT NULL,
    told_at      INTEGER NOT NULL,              -- when an alert was last written
    told         INTEGER NOT NULL,              -- how many were
    over_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX incident_open ON incident (campaign_id, kind) WHERE over_at IS NULL;

-- The tries to send, in their order.
CREATE INDEX audit_tries ON audit (campaign_id, id) WHERE event IN ('mail sent', 'mail put off');
