-- What Stripe's credit notes took off an invoice: before it was paid, or of what was paid, and how that went back.
CREATE TABLE credit_notes (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  stripe_id      text NOT NULL UNIQUE,
  invoice_id     uuid NOT NULL REFERENCES invoices (id),
  number         text NOT NULL,
  status         text NOT NULL CHECK (status IN ('issued', 'void')),
  currency       text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
  amount_minor   bigint NOT NULL CHECK (amount_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  outside_minor  bigint NOT NULL DEFAULT 0 CHECK (outside_minor >= 0),
  reason         text,
  created_at     timestamptz NOT NULL,
  voided_at      timestamptz,
  CHECK ((status = 'void') = (voided_at IS NOT NULL)),
  CHECK (refunded_minor + outside_minor <= amount_minor)
);
CREATE INDEX credit_notes_invoice ON credit_notes (invoice_id);

-- The note that a refund was made by.
ALTER TABLE refunds ADD COLUMN credit_note_id uuid REFERENCES credit_notes (id);

GRANT SELECT, INSERT, UPDATE, DELETE ON credit_notes TO quickscale_app;
