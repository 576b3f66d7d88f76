-- An invoice that was marked as paid while no payment of Stripe's paid it.
ALTER TABLE discrepancies DROP CONSTRAINT discrepancies_kind_check;
ALTER TABLE discrepancies ADD CONSTRAINT discrepancies_kind_check
  CHECK (kind IN ('charged_not_registered', 'registered_not_charged', 'refund_mismatch', 'amount_mismatch', 'currency_mismatch',
                  'customer_mismatch', 'second_subscription', 'unknown_customer', 'catalogue_fault', 'paid_outside'));
