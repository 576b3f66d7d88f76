-- The payments that paid for the same thing: those of one invoice, which Stripe lets customers pay in parts; any other
-- stands alone. Their credits came in one lot, and what goes back of any of them is reckoned over all (decision 012).
CREATE OR REPLACE FUNCTION app.paid_together(p_payment uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT p_payment WHERE p_payment IS NOT NULL
  UNION
  SELECT other.id
  FROM payments p JOIN payments other ON other.stripe_invoice_id = p.stripe_invoice_id AND other.user_id = p.user_id
  WHERE p.id = p_payment
$$;
