-- Invoices that were paid and bill no period of a plan, such as a change in mid-period made in Stripe's dashboard.
ALTER TABLE discrepancies DROP CONSTRAINT discrepancies_kind_check;
ALTER TABLE discrepancies ADD CONSTRAINT discrepancies_kind_check
  CHECK (kind IN ('charged_not_registered', 'registered_not_charged', 'refund_mismatch', 'amount_mismatch', 'currency_mismatch',
                  'customer_mismatch', 'second_subscription', 'unknown_customer', 'catalogue_fault', 'paid_outside', 'events_lost',
                  'several_items', 'paid_without_credits'));
