-- A change of plan that is asked for and not made yet: `unpaid` waits for its payment and lapses at pending_at,
-- `scheduled` is made at pending_at, when the period ends. And whether collection rests: nothing is charged or granted.
ALTER TABLE subscriptions
  ADD COLUMN pending_change  text CHECK (pending_change IN ('unpaid', 'scheduled')),
  ADD COLUMN pending_at      timestamptz,
  ADD COLUMN pending_invoice text,
  ADD COLUMN rests           boolean NOT NULL DEFAULT false,
  ADD COLUMN rests_until     timestamptz,
  ADD CONSTRAINT subscriptions_pending_whole
    CHECK (num_nonnulls(pending_change, pending_price_id, pending_at) IN (0, 3)),
  ADD CONSTRAINT subscriptions_pending_invoice CHECK (pending_invoice IS NULL OR pending_change = 'unpaid'),
  ADD CONSTRAINT subscriptions_rests_until CHECK (rests_until IS NULL OR rests);
