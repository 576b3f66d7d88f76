-- QuickScale's whole data model. Words are those of docs/architecture.md; units stand last in names
-- (amount_minor: integer minor units of a currency). Columns named amount, remaining, held, frozen, debt,
-- cost and available on the credit tables are integer hundredths of a credit.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA IF NOT EXISTS app;

-- The one clock. Only a sandbox replaces this function.
CREATE FUNCTION app.now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$ SELECT clock_timestamp() $$;

CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation', HINT = 'Write a compensating row instead.';
END $$;

CREATE FUNCTION app.touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.updated_at := app.now(); RETURN NEW; END $$;

-- ───────────────────────────── accounts ─────────────────────────────

CREATE TABLE users (
  id                 uuid PRIMARY KEY DEFAULT uuidv7(),
  email              citext NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
  name               text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
  role               text NOT NULL DEFAULT 'customer'
                     CHECK (role IN ('customer', 'support', 'finance', 'analyst', 'admin')),
  status             text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'closed')),
  password_hash      text,
  email_verified_at  timestamptz,
  totp_secret        text,
  totp_confirmed_at  timestamptz,
  totp_last_step     bigint,
  stripe_customer_id text UNIQUE,
  last_sign_in_at    timestamptz,
  created_at         timestamptz NOT NULL DEFAULT app.now(),
  closed_at          timestamptz,
  CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX users_email_trgm ON users USING gin ((email::text) gin_trgm_ops);
CREATE INDEX users_name_trgm ON users USING gin (name gin_trgm_ops);
CREATE INDEX users_role_created ON users (role, created_at DESC, id DESC);

-- A password reset, an address to verify: the token itself is only in the mail.
CREATE TABLE email_tokens (
  hash       bytea PRIMARY KEY,
  user_id    uuid NOT NULL REFERENCES users (id),
  purpose    text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password', 'change_email')),
  new_email  citext,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  created_at timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((purpose = 'change_email') = (new_email IS NOT NULL))
);
CREATE INDEX email_tokens_user ON email_tokens (user_id, purpose);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id),
  hash    bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (user_id, hash)
);

-- connect-pg-simple's columns (sid, sess, expire) and what the list of sessions shows.
CREATE TABLE sessions (
  sid          text PRIMARY KEY,
  sess         json NOT NULL,
  expire       timestamptz NOT NULL,
  user_id      uuid GENERATED ALWAYS AS ((sess #>> '{passport,user}')::uuid) STORED,
  created_at   timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX sessions_expire ON sessions (expire);
CREATE INDEX sessions_user ON sessions (user_id);

-- Counts of failed attempts (sign-in, codes, keys): rate-limiter-flexible's columns.
CREATE TABLE rate_limits (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);

CREATE TABLE api_keys (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  owner        text NOT NULL CHECK (owner IN ('company', 'customer')),
  user_id      uuid REFERENCES users (id),
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  prefix       text NOT NULL,
  hash         bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  scopes       text[] NOT NULL,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  created_by   uuid REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((owner = 'customer') = (user_id IS NOT NULL)),
  CHECK (scopes <@ ARRAY['customers:read', 'balance:read', 'usage:read', 'spend', 'reverse', 'hold'])
);
CREATE INDEX api_keys_user ON api_keys (user_id);

CREATE TABLE overrides (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id    uuid NOT NULL REFERENCES users (id),
  kind       text NOT NULL
             CHECK (kind IN ('suspend', 'freeze_spending', 'comp_plan', 'service_cost', 'block_refunds')),
  value      jsonb NOT NULL DEFAULT '{}',
  reason     text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
  ticket     text,
  owner_id   uuid NOT NULL REFERENCES users (id),
  starts_at  timestamptz NOT NULL DEFAULT app.now(),
  ends_at    timestamptz,
  ended_at   timestamptz,
  ended_by   uuid REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT app.now(),
  CHECK (ends_at IS NULL OR ends_at > starts_at)
);
CREATE INDEX overrides_user ON overrides (user_id, kind) WHERE ended_at IS NULL;

CREATE TABLE notes (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id    uuid NOT NULL REFERENCES users (id),
  author_id  uuid NOT NULL REFERENCES users (id),
  body       text NOT NULL CHECK (length(body) BETWEEN 1 AND 5000),
  created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX notes_user ON notes (user_id, created_at DESC);

CREATE TABLE contact_messages (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  email      citext NOT NULL,
  name       text NOT NULL,
  body       text NOT NULL CHECK (length(body) BETWEEN 1 AND 5000),
  user_id    uuid REFERENCES users (id),
  handled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT app.now()
);

CREATE TABLE mails (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id    uuid REFERENCES users (id),
  recipient  citext NOT NULL,
  template   text NOT NULL,
  variables  jsonb NOT NULL DEFAULT '{}',
  subject    text,
  key        text UNIQUE,
  status     text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed')),
  error      text,
  created_at timestamptz NOT NULL DEFAULT app.now(),
  sent_at    timestamptz
);
CREATE INDEX mails_user ON mails (user_id, created_at DESC);

CREATE TABLE audit_entries (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  at           timestamptz NOT NULL DEFAULT app.now(),
  actor_id     uuid REFERENCES users (id),
  actor_role   text NOT NULL,
  action       text NOT NULL,
  subject_type text NOT NULL,
  subject_id   text,
  customer_id  uuid REFERENCES users (id),
  before       jsonb,
  after        jsonb,
  reason       text,
  ticket       text,
  address      inet
);
CREATE INDEX audit_entries_at ON audit_entries (at DESC, id DESC);
CREATE INDEX audit_entries_customer ON audit_entries (customer_id, at DESC);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, at DESC);

-- The hash chain: one serial sealer appends entries in order, hash = sha256(previous hash || canonical entry).
CREATE TABLE audit_seals (
  no            bigint PRIMARY KEY,
  entry_id      uuid NOT NULL UNIQUE REFERENCES audit_entries (id),
  previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
  hash          bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at     timestamptz NOT NULL DEFAULT app.now()
);

CREATE TABLE approvals (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  use_case     text NOT NULL,
  arguments    jsonb NOT NULL,
  customer_id  uuid REFERENCES users (id),
  reason       text NOT NULL,
  ticket       text,
  requested_by uuid NOT NULL REFERENCES users (id),
  status       text NOT NULL DEFAULT 'waiting'
               CHECK (status IN ('waiting', 'approved', 'rejected', 'expired', 'failed')),
  decided_by   uuid REFERENCES users (id),
  decided_at   timestamptz,
  outcome      jsonb,
  expires_at   timestamptz NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT app.now(),
  CHECK (decided_by IS NULL OR decided_by <> requested_by)
);
CREATE INDEX approvals_waiting ON approvals (created_at) WHERE status = 'waiting';

-- ───────────────────────────── credits ─────────────────────────────

-- Domains rather than CHECKs for single columns of the tables that every spend writes: a session keeps a domain's
-- check ready, where a table's CHECK is parsed anew by each statement (an entry costs half as much to insert).
CREATE DOMAIN app.credits AS bigint CHECK (VALUE >= 0);
CREATE DOMAIN app.credits_given AS bigint CHECK (VALUE > 0);
CREATE DOMAIN app.entry_no AS bigint CHECK (VALUE > 0);
CREATE DOMAIN app.credit_type AS text CHECK (VALUE IN ('subscription', 'promotional', 'pay_as_you_go'));
CREATE DOMAIN app.grant_source AS text
  CHECK (VALUE IN ('payment', 'invoice_line', 'operator', 'reversal', 'conversion', 'dispute', 'trial', 'release'));
CREATE DOMAIN app.entry_kind AS text
  CHECK (VALUE IN ('grant', 'spend', 'reversal', 'adjustment', 'expiry', 'hold', 'release', 'capture', 'freeze', 'unfreeze',
                   'return', 'return_undone', 'debt', 'debt_repayment', 'debt_write_off', 'conversion'));
CREATE DOMAIN app.entry_cause AS text
  CHECK (VALUE IN ('payment', 'invoice_line', 'spend', 'reversal', 'operator', 'refund', 'dispute', 'expiry', 'conversion',
                   'hold', 'grant', 'job'));
CREATE DOMAIN app.idempotency_key AS text CHECK (length(VALUE) BETWEEN 1 AND 255);
CREATE DOMAIN app.sha256 AS bytea CHECK (length(VALUE) = 32);

-- One per customer and with the customer's id. last_entry_no numbers the entries without a gap.
-- available, held, frozen and debt are what the entries sum to; a grant that has expired since the last
-- write is subtracted when the balance is read.
CREATE TABLE wallets (
  id                    uuid PRIMARY KEY REFERENCES users (id),
  last_entry_no         bigint NOT NULL DEFAULT 0,
  available             app.credits NOT NULL DEFAULT 0,
  held                  app.credits NOT NULL DEFAULT 0,
  frozen                app.credits NOT NULL DEFAULT 0,
  debt                  app.credits NOT NULL DEFAULT 0,
  suspended_until       timestamptz,
  spending_frozen_until timestamptz,
  low_balance_threshold app.credits,
  low_balance_noticed_at timestamptz,
  created_at            timestamptz NOT NULL DEFAULT app.now(),
  CONSTRAINT debt_means_nothing_available CHECK (debt = 0 OR available = 0)
) WITH (fillfactor = 70);

CREATE TABLE services (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description text NOT NULL DEFAULT '',
  unit        text NOT NULL DEFAULT 'run',
  cost        bigint NOT NULL CHECK (cost >= 0),
  active      boolean NOT NULL DEFAULT true,
  created_at  timestamptz NOT NULL DEFAULT app.now(),
  updated_at  timestamptz NOT NULL DEFAULT app.now()
);

CREATE TABLE service_costs (
  service_id uuid NOT NULL REFERENCES services (id),
  valid_from timestamptz NOT NULL DEFAULT app.now(),
  cost       bigint NOT NULL CHECK (cost >= 0),
  PRIMARY KEY (service_id, valid_from)
);

CREATE FUNCTION app.record_service_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO service_costs (service_id, valid_from, cost)
  VALUES (NEW.id, CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE app.now() END, NEW.cost);
  RETURN NULL;
END $$;
CREATE TRIGGER services_first_cost AFTER INSERT ON services
  FOR EACH ROW EXECUTE FUNCTION app.record_service_cost();
CREATE TRIGGER services_changed_cost AFTER UPDATE OF cost ON services
  FOR EACH ROW WHEN (OLD.cost IS DISTINCT FROM NEW.cost) EXECUTE FUNCTION app.record_service_cost();
CREATE TRIGGER services_touched BEFORE UPDATE ON services
  FOR EACH ROW EXECUTE FUNCTION app.touch_updated_at();

-- amount = remaining + held + frozen + what left for good (spent, taken back, expired, converted).
-- open is true while remaining > 0, so that the spend path's partial index stays HOT-friendly.
CREATE TABLE grants (
  wallet_id    uuid NOT NULL REFERENCES wallets (id),
  id           uuid NOT NULL DEFAULT uuidv7(),
  type         app.credit_type NOT NULL,
  priority     smallint NOT NULL,
  amount       app.credits_given NOT NULL,
  remaining    app.credits NOT NULL,
  held         app.credits NOT NULL DEFAULT 0,
  frozen       app.credits NOT NULL DEFAULT 0,
  open         boolean NOT NULL,
  expires_at   timestamptz,
  source       app.grant_source NOT NULL,
  source_id    text NOT NULL,
  payment_id   uuid,
  origin_grant uuid,
  reason       text,
  granted_by   uuid REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, id),
  UNIQUE (wallet_id, source, source_id),
  FOREIGN KEY (wallet_id, origin_grant) REFERENCES grants (wallet_id, id),
  CONSTRAINT priority_follows_type CHECK (
    priority = CASE type WHEN 'subscription' THEN 0 WHEN 'promotional' THEN 10 ELSE 20 END),
  CONSTRAINT open_while_spendable CHECK (open = (remaining > 0)),
  CONSTRAINT parts_within_amount CHECK (remaining + held + frozen <= amount)
) WITH (fillfactor = 70);
CREATE INDEX grants_open ON grants (wallet_id, priority, expires_at, created_at, id) WHERE open;
CREATE INDEX grants_expiring ON grants (expires_at) WHERE open AND expires_at IS NOT NULL;
CREATE INDEX grants_payment ON grants (payment_id) WHERE payment_id IS NOT NULL;

-- One charge for a service. The allocations are its entries first_entry_no … last_entry_no.
CREATE TABLE spends (
  wallet_id       uuid NOT NULL REFERENCES wallets (id),
  id              uuid NOT NULL DEFAULT uuidv7(),
  service_id      uuid NOT NULL REFERENCES services (id),
  quantity        integer NOT NULL CHECK (quantity > 0),
  unit_cost       app.credits NOT NULL,
  amount          app.credits NOT NULL,
  key_owner       text NOT NULL,
  idempotency_key app.idempotency_key NOT NULL,
  body_hash       app.sha256 NOT NULL,
  first_entry_no  app.entry_no,
  last_entry_no   app.entry_no,
  balance_after   jsonb NOT NULL,
  metadata        jsonb,
  hold_id         uuid,
  created_at      timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, id),
  UNIQUE (wallet_id, key_owner, idempotency_key),
  CHECK ((first_entry_no IS NULL) = (last_entry_no IS NULL))
);
CREATE INDEX spends_id ON spends (id);
CREATE INDEX spends_wallet_created ON spends (wallet_id, created_at DESC, id DESC);
CREATE INDEX spends_created_brin ON spends USING brin (created_at);

-- A failed run given back, once per spend.
CREATE TABLE reversals (
  wallet_id       uuid NOT NULL,
  spend_id        uuid NOT NULL,
  id              uuid NOT NULL DEFAULT uuidv7(),
  amount          bigint NOT NULL CHECK (amount >= 0),
  reason          text,
  requested_by    text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, spend_id),
  UNIQUE (wallet_id, id),
  FOREIGN KEY (wallet_id, spend_id) REFERENCES spends (wallet_id, id)
);

-- The ledger: append-only, numbered without a gap per wallet. The four amounts are changes of the four
-- parts of the balance; kind and cause say why.
CREATE TABLE entries (
  wallet_id       uuid NOT NULL REFERENCES wallets (id),
  no              app.entry_no NOT NULL,
  grant_id        uuid,
  kind            app.entry_kind NOT NULL,
  amount          bigint NOT NULL DEFAULT 0,
  held            bigint NOT NULL DEFAULT 0,
  frozen          bigint NOT NULL DEFAULT 0,
  debt            bigint NOT NULL DEFAULT 0,
  available_after app.credits NOT NULL,
  cause           app.entry_cause NOT NULL,
  cause_id        text NOT NULL,
  operator_id     uuid REFERENCES users (id),
  reason          text,
  effective_at    timestamptz NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, no),
  FOREIGN KEY (wallet_id, grant_id) REFERENCES grants (wallet_id, id),
  CHECK (amount <> 0 OR held <> 0 OR frozen <> 0 OR debt <> 0)
);
CREATE INDEX entries_grant ON entries (wallet_id, grant_id) WHERE kind <> 'spend';
CREATE INDEX entries_created_brin ON entries USING brin (created_at);

-- The part of a spend that one grant paid.
CREATE VIEW allocations AS
SELECT s.wallet_id, s.id AS spend_id, e.no AS entry_no, e.grant_id, g.type,
       -(e.amount + e.held) AS amount
FROM spends s
JOIN entries e ON e.wallet_id = s.wallet_id AND e.no BETWEEN s.first_entry_no AND s.last_entry_no
              AND e.kind IN ('spend', 'capture')
JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id;

CREATE TABLE holds (
  wallet_id       uuid NOT NULL REFERENCES wallets (id),
  id              uuid NOT NULL DEFAULT uuidv7(),
  service_id      uuid NOT NULL REFERENCES services (id),
  quantity        integer NOT NULL CHECK (quantity > 0),
  unit_cost       bigint NOT NULL CHECK (unit_cost >= 0),
  amount          bigint NOT NULL CHECK (amount >= 0),
  captured        bigint NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
  status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'captured', 'released', 'lapsed')),
  key_owner       text NOT NULL,
  spend_id        uuid,
  expires_at      timestamptz NOT NULL,
  closed_at       timestamptz,
  created_at      timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, id),
  FOREIGN KEY (wallet_id, spend_id) REFERENCES spends (wallet_id, id),
  CHECK ((status = 'open') = (closed_at IS NULL))
);
CREATE INDEX holds_open ON holds (wallet_id, expires_at) WHERE status = 'open';

CREATE TABLE hold_parts (
  wallet_id uuid NOT NULL,
  hold_id   uuid NOT NULL,
  grant_id  uuid NOT NULL,
  amount    bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (wallet_id, hold_id, grant_id),
  FOREIGN KEY (wallet_id, hold_id) REFERENCES holds (wallet_id, id),
  FOREIGN KEY (wallet_id, grant_id) REFERENCES grants (wallet_id, id)
);

-- Same key and body: same answer. Same key, another body: refused. Spends keep theirs in their own row.
CREATE TABLE idempotency_keys (
  wallet_id  uuid NOT NULL REFERENCES wallets (id),
  key_owner  text NOT NULL,
  operation  text NOT NULL,
  key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hash  bytea NOT NULL CHECK (length(body_hash) = 32),
  answer     jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, key_owner, operation, key)
);

-- ───────────────────────────── billing ─────────────────────────────

CREATE TABLE products (
  id                  uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id           text NOT NULL UNIQUE,
  name                text NOT NULL,
  description         text NOT NULL DEFAULT '',
  kind                text NOT NULL CHECK (kind IN ('subscription', 'pack')),
  credit_amount       integer CHECK (credit_amount > 0),
  trial_credit_amount integer CHECK (trial_credit_amount > 0),
  fault               text,
  active              boolean NOT NULL,
  created_at          timestamptz NOT NULL DEFAULT app.now(),
  updated_at          timestamptz NOT NULL DEFAULT app.now()
);

CREATE TABLE prices (
  id                uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id         text NOT NULL UNIQUE,
  product_id        uuid NOT NULL REFERENCES products (id),
  nickname          text NOT NULL DEFAULT '',
  currency          text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  unit_amount_minor bigint NOT NULL CHECK (unit_amount_minor >= 0),
  billing_interval  text CHECK (billing_interval IN ('month', 'year')),
  credit_amount     integer CHECK (credit_amount > 0),
  fault             text,
  active            boolean NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT app.now(),
  updated_at        timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX prices_product ON prices (product_id);

-- What a price or product gave from when on: a grant uses the version in force when its payment was created.
CREATE TABLE credit_amount_versions (
  stripe_id     text NOT NULL,
  valid_from    timestamptz NOT NULL,
  credit_amount integer CHECK (credit_amount > 0),
  PRIMARY KEY (stripe_id, valid_from)
);

CREATE TABLE subscriptions (
  id                   uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id            text NOT NULL UNIQUE,
  user_id              uuid NOT NULL REFERENCES users (id),
  price_id             uuid NOT NULL REFERENCES prices (id),
  quantity             integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
  status               text NOT NULL
                       CHECK (status IN ('incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused')),
  current_period_start timestamptz NOT NULL,
  current_period_end   timestamptz NOT NULL,
  cancel_at            timestamptz,
  cancel_at_period_end boolean NOT NULL DEFAULT false,
  canceled_at          timestamptz,
  ended_at             timestamptz,
  trial_end            timestamptz,
  pending_price_id     uuid REFERENCES prices (id),
  created_at           timestamptz NOT NULL DEFAULT app.now(),
  updated_at           timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX subscriptions_user ON subscriptions (user_id);
CREATE INDEX subscriptions_status ON subscriptions (status, created_at DESC);

CREATE TABLE invoices (
  id                uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id         text NOT NULL UNIQUE,
  user_id           uuid NOT NULL REFERENCES users (id),
  subscription_id   uuid REFERENCES subscriptions (id),
  number            text,
  status            text NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'uncollectible', 'void')),
  currency          text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  total_minor       bigint NOT NULL,
  amount_paid_minor bigint NOT NULL DEFAULT 0,
  amount_due_minor  bigint NOT NULL DEFAULT 0,
  paid_at           timestamptz,
  created_at        timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX invoices_user ON invoices (user_id, created_at DESC);

-- One per Stripe charge, the declined ones included: an attempt to take money.
CREATE TABLE payments (
  id                         uuid PRIMARY KEY DEFAULT uuidv7(),
  user_id                    uuid NOT NULL REFERENCES users (id),
  stripe_charge_id           text NOT NULL UNIQUE,
  stripe_payment_intent_id   text,
  stripe_checkout_session_id text,
  stripe_invoice_id          text,
  stripe_customer_id         text,
  kind                       text NOT NULL CHECK (kind IN ('pack', 'subscription', 'other')),
  description                text NOT NULL DEFAULT '',
  price_id                   uuid REFERENCES prices (id),
  quantity                   integer CHECK (quantity > 0),
  status                     text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  currency                   text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount_minor               bigint NOT NULL CHECK (amount_minor >= 0),
  received_minor             bigint NOT NULL DEFAULT 0 CHECK (received_minor BETWEEN 0 AND amount_minor),
  credit_amount              bigint NOT NULL DEFAULT 0 CHECK (credit_amount >= 0),
  failure_code               text,
  decline_code               text,
  failure_message            text,
  card_brand                 text,
  card_last4                 text CHECK (card_last4 ~ '^[0-9]{4}$'),
  receipt_number             text UNIQUE CHECK (receipt_number ~ '^R-[0-9]{4}-[0-9]{6,}$'),
  receipt_issued_at          timestamptz,
  paid_at                    timestamptz,
  created_at                 timestamptz NOT NULL,
  registered_at              timestamptz NOT NULL DEFAULT app.now(),
  CHECK (status = 'succeeded' OR received_minor = 0),
  CHECK ((status = 'succeeded') = (paid_at IS NOT NULL)),
  CHECK ((receipt_number IS NULL) = (receipt_issued_at IS NULL))
);
CREATE INDEX payments_user ON payments (user_id, created_at DESC, id DESC);
CREATE INDEX payments_created ON payments (created_at DESC, id DESC);
CREATE INDEX payments_paid ON payments (paid_at) WHERE status = 'succeeded';
CREATE INDEX payments_intent ON payments (stripe_payment_intent_id);
CREATE INDEX payments_session ON payments (stripe_checkout_session_id) WHERE stripe_checkout_session_id IS NOT NULL;
CREATE INDEX payments_invoice ON payments (stripe_invoice_id) WHERE stripe_invoice_id IS NOT NULL;
CREATE INDEX payments_last4 ON payments (card_last4, created_at DESC);
CREATE INDEX payments_without_receipt ON payments (registered_at) WHERE status = 'succeeded' AND receipt_number IS NULL;

ALTER TABLE grants ADD FOREIGN KEY (payment_id) REFERENCES payments (id);

-- Gapless per year of issue (UTC); only the serial receipt job takes numbers.
CREATE TABLE receipt_counters (
  year    integer PRIMARY KEY CHECK (year BETWEEN 2000 AND 9999),
  last_no bigint NOT NULL DEFAULT 0
);

CREATE TABLE payment_methods (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id   text NOT NULL UNIQUE,
  user_id     uuid NOT NULL REFERENCES users (id),
  brand       text NOT NULL,
  last4       text NOT NULL,
  exp_month   integer NOT NULL,
  exp_year    integer NOT NULL,
  is_default  boolean NOT NULL DEFAULT false,
  detached_at timestamptz,
  created_at  timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX payment_methods_user ON payment_methods (user_id);

-- Intent first, call second, confirmation third.
CREATE TABLE stripe_operations (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  kind            text NOT NULL,
  parameters      jsonb NOT NULL,
  idempotency_key text NOT NULL UNIQUE,
  key_renewals    integer NOT NULL DEFAULT 0,
  status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'succeeded', 'failed', 'unknown')),
  user_id         uuid REFERENCES users (id),
  requested_by    uuid REFERENCES users (id),
  stripe_id       text,
  error_code      text,
  error_message   text,
  attempts        integer NOT NULL DEFAULT 0,
  first_sent_at   timestamptz,
  retry_at        timestamptz,
  created_at      timestamptz NOT NULL DEFAULT app.now(),
  finished_at     timestamptz,
  CHECK ((status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL))
);
CREATE INDEX stripe_operations_unfinished ON stripe_operations (created_at) WHERE finished_at IS NULL;
CREATE INDEX stripe_operations_user ON stripe_operations (user_id, created_at DESC);
CREATE INDEX stripe_operations_object ON stripe_operations (stripe_id) WHERE stripe_id IS NOT NULL;

-- Money that went back to a customer. A refund of ours exists before Stripe knows it.
CREATE TABLE refunds (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  payment_id     uuid NOT NULL REFERENCES payments (id),
  stripe_id      text UNIQUE,
  operation_id   uuid UNIQUE REFERENCES stripe_operations (id),
  currency       text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  status         text NOT NULL CHECK (status IN ('requested', 'pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
  policy         text NOT NULL DEFAULT 'unused' CHECK (policy IN ('unused', 'full', 'keep')),
  reason         text,
  ticket         text,
  failure_reason text,
  requested_by   uuid REFERENCES users (id),
  created_at     timestamptz NOT NULL DEFAULT app.now(),
  succeeded_at   timestamptz,
  CHECK (stripe_id IS NOT NULL OR operation_id IS NOT NULL)
);
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_created ON refunds (created_at DESC, id DESC);

CREATE TABLE disputes (
  id                   uuid PRIMARY KEY DEFAULT uuidv7(),
  payment_id           uuid NOT NULL REFERENCES payments (id),
  stripe_id            text NOT NULL UNIQUE,
  currency             text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount_minor         bigint NOT NULL CHECK (amount_minor >= 0),
  status               text NOT NULL
                       CHECK (status IN ('warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review', 'won', 'lost', 'prevented')),
  reason               text NOT NULL,
  is_charge_refundable boolean NOT NULL,
  funds_withdrawn      boolean NOT NULL DEFAULT false,
  evidence_due_at      timestamptz,
  closed_at            timestamptz,
  created_at           timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX disputes_payment ON disputes (payment_id);

-- What a return (a refund or a dispute) takes in credits: domain.md, Money 3. target is T; live is false once
-- the refund failed or the dispute was won, and then T no longer counts.
CREATE TABLE returns (
  wallet_id    uuid NOT NULL REFERENCES wallets (id),
  id           uuid NOT NULL DEFAULT uuidv7(),
  payment_id   uuid NOT NULL REFERENCES payments (id),
  refund_id    uuid UNIQUE REFERENCES refunds (id),
  dispute_id   uuid UNIQUE REFERENCES disputes (id),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  policy       text NOT NULL CHECK (policy IN ('unused', 'full', 'keep')),
  target       bigint NOT NULL CHECK (target >= 0),
  taken        bigint NOT NULL DEFAULT 0 CHECK (taken >= 0),
  expired      bigint NOT NULL DEFAULT 0 CHECK (expired >= 0),
  frozen       bigint NOT NULL DEFAULT 0 CHECK (frozen >= 0),
  debt         bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),
  live         boolean NOT NULL DEFAULT true,
  created_at   timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (wallet_id, id),
  CHECK ((refund_id IS NULL) <> (dispute_id IS NULL)),
  CHECK (taken + expired + frozen + debt <= target)
);
CREATE INDEX returns_payment ON returns (payment_id);

CREATE TABLE debts (
  wallet_id   uuid NOT NULL REFERENCES wallets (id),
  id          uuid NOT NULL DEFAULT uuidv7(),
  return_id   uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  outstanding bigint NOT NULL CHECK (outstanding BETWEEN 0 AND amount),
  written_off bigint NOT NULL DEFAULT 0 CHECK (written_off >= 0),
  created_at  timestamptz NOT NULL DEFAULT app.now(),
  settled_at  timestamptz,
  PRIMARY KEY (wallet_id, id),
  FOREIGN KEY (wallet_id, return_id) REFERENCES returns (wallet_id, id),
  CHECK ((outstanding = 0) = (settled_at IS NOT NULL))
);
CREATE INDEX debts_outstanding ON debts (wallet_id, created_at) WHERE outstanding > 0;

-- Refundable = max(0, received − live refunds − withdrawn or lost disputes); 0 while an open dispute forbids
-- refunds. The payment row is locked, so that two operators cannot both pass. Only our own operations are
-- checked: what Stripe says has happened is always stored.
CREATE FUNCTION app.refundable_minor(payment uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (
           SELECT FROM disputes d WHERE d.payment_id = p.id AND NOT d.is_charge_refundable
             AND d.status IN ('warning_needs_response', 'warning_under_review', 'needs_response', 'under_review'))
         THEN 0
         ELSE greatest(0, p.received_minor
           - coalesce((SELECT sum(r.amount_minor) FROM refunds r
                       WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'canceled')), 0)
           - coalesce((SELECT sum(d.amount_minor) FROM disputes d
                       WHERE d.payment_id = p.id AND (d.status = 'lost' OR (d.funds_withdrawn AND d.status <> 'won'))), 0))
         END::bigint
  FROM payments p WHERE p.id = payment
$$;

CREATE FUNCTION app.check_refundable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE left_minor bigint;
BEGIN
  PERFORM FROM payments WHERE id = NEW.payment_id FOR UPDATE;
  left_minor := app.refundable_minor(NEW.payment_id);
  IF NEW.amount_minor > left_minor THEN
    RAISE EXCEPTION 'refund of % is above the refundable %', NEW.amount_minor, left_minor
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_payment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refund_within_payment BEFORE INSERT ON refunds
  FOR EACH ROW WHEN (NEW.stripe_id IS NULL) EXECUTE FUNCTION app.check_refundable();

-- ───────────────────── Stripe in (inbox, mirror) and out ─────────────────────

CREATE TABLE stripe_events (
  id           text PRIMARY KEY CHECK (id ~ '^evt_'),
  type         text NOT NULL,
  object_type  text NOT NULL,
  object_id    text,
  api_version  text,
  livemode     boolean NOT NULL,
  payload      jsonb NOT NULL,
  state        text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'processed', 'ignored', 'failed', 'dead')),
  attempts     integer NOT NULL DEFAULT 0,
  error        text,
  created_at   timestamptz NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT app.now(),
  run_at       timestamptz NOT NULL DEFAULT app.now(),
  relayed_at   timestamptz,
  processed_at timestamptz
);
CREATE INDEX stripe_events_waiting ON stripe_events (run_at) WHERE state IN ('received', 'failed');
CREATE INDEX stripe_events_object ON stripe_events (object_id, created_at DESC);
CREATE INDEX stripe_events_received ON stripe_events (received_at DESC, id DESC);

-- One row per Stripe object: its last fresh read. One reader at a time holds the lease; an event that comes
-- meanwhile raises wanted above read, and the object is read again.
CREATE TABLE stripe_objects (
  id             text PRIMARY KEY,
  type           text NOT NULL,
  customer       text,
  data           jsonb,
  deleted        boolean NOT NULL DEFAULT false,
  wanted         bigint NOT NULL DEFAULT 1,
  read           bigint NOT NULL DEFAULT 0,
  lease_until    timestamptz,
  lease_owner    uuid,
  read_at        timestamptz,
  projected_at   timestamptz,
  created_at     timestamptz NOT NULL DEFAULT app.now(),
  CHECK (read <= wanted)
);
CREATE INDEX stripe_objects_customer ON stripe_objects (customer, type);
CREATE INDEX stripe_objects_type ON stripe_objects (type, created_at DESC);
CREATE INDEX stripe_objects_session_of_intent ON stripe_objects ((data ->> 'payment_intent')) WHERE type = 'checkout.session';
CREATE INDEX stripe_objects_dirty ON stripe_objects (created_at) WHERE read < wanted;

CREATE TABLE discrepancies (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  kind         text NOT NULL
               CHECK (kind IN ('charged_not_registered', 'registered_not_charged', 'refund_mismatch', 'amount_mismatch',
                               'currency_mismatch', 'customer_mismatch', 'second_subscription', 'unknown_customer', 'catalogue_fault')),
  stripe_id    text NOT NULL,
  user_id      uuid REFERENCES users (id),
  detail       jsonb NOT NULL DEFAULT '{}',
  status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'fixed', 'dismissed')),
  reason       text,
  closed_by    uuid REFERENCES users (id),
  closed_at    timestamptz,
  created_at   timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((status = 'open') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX discrepancies_open ON discrepancies (kind, stripe_id) WHERE status = 'open';
CREATE INDEX discrepancies_user ON discrepancies (user_id) WHERE status = 'open';

-- Work to do, written in the same transaction as its cause. A row lives until the work is done, so that the
-- queue store can be lost; the relay hands it to BullMQ with the row's id as job id.
CREATE TABLE outbox (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  queue      text NOT NULL,
  payload    jsonb NOT NULL DEFAULT '{}',
  key        text UNIQUE,
  run_at     timestamptz NOT NULL DEFAULT app.now(),
  attempts   integer NOT NULL DEFAULT 0,
  error      text,
  relayed_at timestamptz,
  done_at    timestamptz,
  dead_at    timestamptz,
  created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX outbox_open ON outbox (run_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_object ON outbox ((payload ->> 'id')) WHERE queue = 'stripe-objects' AND done_at IS NULL;

-- ───────────────────────────── analytics ─────────────────────────────

CREATE TABLE daily_metrics (
  day        date NOT NULL,
  metric     text NOT NULL,
  dimension  text NOT NULL DEFAULT '',
  currency   text NOT NULL DEFAULT '' CHECK (currency ~ '^([a-z]{3})?$'),
  value      bigint NOT NULL,
  rolled_at  timestamptz NOT NULL DEFAULT app.now(),
  PRIMARY KEY (metric, currency, dimension, day)
);

-- ───────────────────────────── append-only ─────────────────────────────

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['entries', 'spends', 'reversals', 'service_costs', 'credit_amount_versions',
                           'audit_entries', 'audit_seals', 'idempotency_keys'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION app.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()', t);
  END LOOP;
END $$;

-- The application's role: the login role of DATABASE_URL is a member of it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'quickscale_app') THEN
    CREATE ROLE quickscale_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT USAGE ON SCHEMA public, app TO quickscale_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO quickscale_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO quickscale_app;
REVOKE UPDATE, DELETE, TRUNCATE ON entries, spends, reversals, service_costs, credit_amount_versions,
  audit_entries, audit_seals, idempotency_keys FROM quickscale_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO quickscale_app;
