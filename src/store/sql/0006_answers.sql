-- Answers that came another way than by mail, and what ended an answer that nothing took the place of.

ALTER TABLE answer ADD COLUMN channel TEXT;         -- telephone, letter, ...; none: by mail
ALTER TABLE answer ADD COLUMN note TEXT;            -- a remark of whoever recorded it; may name people
ALTER TABLE answer ADD COLUMN ended_at INTEGER;     -- when it was withdrawn
ALTER TABLE answer ADD COLUMN ended_why TEXT        -- asked: its lead is not to be written to; undone: recorded by mistake
    CHECK (ended_why IN ('asked', 'undone'));
UPDATE answer SET ended_at = recorded_at, ended_why = iif(withdrawn_by IS NULL, 'undone', 'asked')
 WHERE standing = 'withdrawn';
