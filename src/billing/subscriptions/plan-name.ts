/**
 * SQL for what a price is billed by, in words that follow "a": Stripe may have moved a plan to one that we would not sell,
 * "3-month period". `price` names a row of `prices` in the query.
 */
export function periodOf(price: string): string {
  return `coalesce(
    (SELECT CASE each ->> 'interval_count' WHEN '1' THEN each ->> 'interval'
                 ELSE (each ->> 'interval_count') || '-' || (each ->> 'interval') || ' period' END
     FROM (SELECT data -> 'recurring' AS each FROM stripe_objects WHERE id = ${price}.stripe_id) recurring),
    ${price}.billing_interval, 'period')`;
}

/** "Pro, monthly"; the product alone where it is billed by what no plan of ours is. */
export function planName(product: string, period: string): string {
  if (period === 'month') return `${product}, monthly`;
  return period === 'year' ? `${product}, yearly` : product;
}
