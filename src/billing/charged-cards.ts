/**
 * What is charged to a saved payment method without its holder, as SQL over `payment_methods m`: the renewal of a plan that
 * goes on (its own card, else the customer's default), and automatic top-ups.
 */
export const PAYS_PLAN = `EXISTS (
  SELECT FROM subscriptions s LEFT JOIN stripe_objects o ON o.id = s.stripe_id
  WHERE s.user_id = m.user_id AND s.status IN ('trialing', 'active', 'past_due')
    AND s.cancel_at IS NULL AND NOT s.cancel_at_period_end
    AND CASE WHEN o.data ->> 'default_payment_method' IS NULL THEN m.is_default
             ELSE o.data ->> 'default_payment_method' = m.stripe_id END)`;

export const PAYS_TOP_UPS = `EXISTS (
  SELECT FROM top_ups t WHERE t.wallet_id = m.user_id AND t.status = 'on'
    AND CASE WHEN t.payment_method_id IS NULL THEN m.is_default ELSE t.payment_method_id = m.id END)`;
