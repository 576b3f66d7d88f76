-- The low-balance notice, saved payment methods of every kind, automatic top-ups.

-- ───────────────────────────── crossings ─────────────────────────────

-- top_up_threshold is set while automatic top-up is on; top_up_asked_at says that the crossing has been told.
ALTER TABLE wallets
  ADD COLUMN top_up_threshold app.credits,
  ADD COLUMN top_up_asked_at timestamptz;

-- Tells once when a balance falls below a threshold, and is ready to tell again once it is back above. Here rather
-- than in each use case: spends, batches, expiries, holds and returns all end in an update of this one column.
CREATE FUNCTION app.notice_crossings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.available < NEW.low_balance_threshold) IS NOT TRUE THEN
    NEW.low_balance_noticed_at := NULL;
  ELSIF NEW.low_balance_noticed_at IS NULL THEN
    NEW.low_balance_noticed_at := app.now();
    INSERT INTO outbox (queue, payload) VALUES ('low-balance', jsonb_build_object('wallet_id', NEW.id));
  END IF;
  IF (NEW.available < NEW.top_up_threshold) IS NOT TRUE THEN
    NEW.top_up_asked_at := NULL;
  ELSIF NEW.top_up_asked_at IS NULL THEN
    NEW.top_up_asked_at := app.now();
    INSERT INTO outbox (queue, payload) VALUES ('top-up', jsonb_build_object('wallet_id', NEW.id));
  END IF;
  RETURN NEW;
END $$;

-- A wallet without thresholds, or on the same side as before, is not worth a call of the function.
CREATE TRIGGER wallets_crossing BEFORE UPDATE OF available, low_balance_threshold, top_up_threshold ON wallets
  FOR EACH ROW
  WHEN (((NEW.available < NEW.low_balance_threshold) IS TRUE) <> (NEW.low_balance_noticed_at IS NOT NULL)
     OR ((NEW.available < NEW.top_up_threshold) IS TRUE) <> (NEW.top_up_asked_at IS NOT NULL))
  EXECUTE FUNCTION app.notice_crossings();

-- ───────────────────────────── payment methods ─────────────────────────────

-- Stripe offers more than cards (Link, bank debits): only cards have four digits and an expiry for certain.
ALTER TABLE payment_methods
  ADD COLUMN type text NOT NULL DEFAULT 'card',
  ALTER COLUMN last4 DROP NOT NULL,
  ALTER COLUMN exp_month DROP NOT NULL,
  ALTER COLUMN exp_year DROP NOT NULL,
  ADD CONSTRAINT cards_have_their_details
    CHECK (type <> 'card' OR (last4 IS NOT NULL AND exp_month IS NOT NULL AND exp_year IS NOT NULL)),
  ADD CONSTRAINT detached_is_no_default CHECK (detached_at IS NULL OR NOT is_default);
CREATE UNIQUE INDEX payment_methods_default ON payment_methods (user_id, is_default) WHERE is_default;

-- ───────────────────────────── automatic top-up ─────────────────────────────

-- What a customer has allowed us to buy for him, and how it stands. payment_method_id null: his default.
CREATE TABLE top_ups (
  wallet_id         uuid PRIMARY KEY REFERENCES wallets (id),
  status            text NOT NULL CHECK (status IN ('on', 'off')),
  threshold         app.credits_given NOT NULL,
  price_id          uuid NOT NULL REFERENCES prices (id),
  payment_method_id uuid REFERENCES payment_methods (id),
  currency          text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  monthly_cap_minor bigint NOT NULL CHECK (monthly_cap_minor > 0),
  consented_at      timestamptz NOT NULL,
  failures          integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  waits_for         text CHECK (waits_for IN ('card', 'cap', 'account')),
  next_attempt_at   timestamptz,
  off_reason        text CHECK (off_reason IN ('customer', 'declined', 'no_card', 'not_for_sale', 'returned', 'closed')),
  created_at        timestamptz NOT NULL DEFAULT app.now(),
  updated_at        timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((status = 'off') = (off_reason IS NOT NULL)),
  CHECK ((waits_for IS NULL) = (next_attempt_at IS NULL))
);
CREATE INDEX top_ups_on ON top_ups (next_attempt_at) WHERE status = 'on';
CREATE TRIGGER top_ups_touched BEFORE UPDATE ON top_ups FOR EACH ROW EXECUTE FUNCTION app.touch_updated_at();

-- One row per attempt to buy; its operation names the payment intent, and that the payments. Never two at once.
CREATE TABLE top_up_attempts (
  wallet_id         uuid NOT NULL REFERENCES top_ups (wallet_id),
  id                uuid NOT NULL DEFAULT uuidv7(),
  operation_id      uuid NOT NULL UNIQUE REFERENCES stripe_operations (id),
  price_id          uuid NOT NULL REFERENCES prices (id),
  payment_method_id uuid NOT NULL REFERENCES payment_methods (id),
  currency          text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount_minor      bigint NOT NULL CHECK (amount_minor > 0),
  status            text NOT NULL DEFAULT 'under_way' CHECK (status IN ('under_way', 'succeeded', 'declined')),
  failure_code      text,
  decline_code      text,
  created_at        timestamptz NOT NULL DEFAULT app.now(),
  settled_at        timestamptz,
  PRIMARY KEY (wallet_id, id),
  CHECK ((status = 'under_way') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX top_up_attempts_under_way ON top_up_attempts (wallet_id, status) WHERE status = 'under_way';
CREATE INDEX top_up_attempts_wallet ON top_up_attempts (wallet_id, created_at DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON top_ups, top_up_attempts TO quickscale_app;
