-- How an event came to us: a webhook speaks the version of its endpoint, Stripe's list that of the account.
ALTER TABLE stripe_events ADD COLUMN came_by text NOT NULL DEFAULT 'webhook' CHECK (came_by IN ('webhook', 'sweep'));

-- Events that Stripe had forgotten before we asked for them; subscriptions to more than a plan.
ALTER TABLE discrepancies DROP CONSTRAINT discrepancies_kind_check;
ALTER TABLE discrepancies ADD CONSTRAINT discrepancies_kind_check
  CHECK (kind IN ('charged_not_registered', 'registered_not_charged', 'refund_mismatch', 'amount_mismatch', 'currency_mismatch',
                  'customer_mismatch', 'second_subscription', 'unknown_customer', 'catalogue_fault', 'paid_outside', 'events_lost',
                  'several_items'));
