-- A dispute may be decided, and decided again: each time its return begins anew.

ALTER TABLE returns ADD COLUMN since_no bigint NOT NULL DEFAULT 0 CHECK (since_no >= 0);
COMMENT ON COLUMN returns.since_no IS 'Entries up to this number belong to earlier rounds of the dispute, which were undone.';

ALTER TABLE returns ADD CONSTRAINT only_open_disputes_freeze
  CHECK (frozen = 0 OR (live AND dispute_id IS NOT NULL AND policy = 'unused'));

ALTER TABLE debts ADD CONSTRAINT repaid_and_written_off_within_amount CHECK (outstanding + written_off <= amount);
