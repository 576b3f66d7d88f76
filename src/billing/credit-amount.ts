import type Stripe from 'stripe';
import type { Queryable, Tx } from '../platform/db.js';

/** More would be a slip of the hand: a grant of it is worth more than any plan. */
export const CREDIT_AMOUNT_MAX = 10_000_000;

export interface CreditAmount {
  /** Whole credits, or null when nothing usable is said. */
  credit_amount: number | null;
  /** What is wrong with what is said, for an operator; null when nothing is. */
  fault: string | null;
}

/** Reads `credit_amount` (or `trial_credit_amount`) of a product's or price's metadata. Absent is no fault here. */
export function creditAmountOf(metadata: Stripe.Metadata, name = 'credit_amount'): CreditAmount {
  const text = metadata[name]?.trim();
  if (text === undefined || text === '') return { credit_amount: null, fault: null };
  const amount = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (amount >= 1 && amount <= CREDIT_AMOUNT_MAX) return { credit_amount: amount, fault: null };
  return {
    credit_amount: null,
    fault: `${name} "${text.slice(0, 40)}" is not a whole number from 1 to ${CREDIT_AMOUNT_MAX.toLocaleString('en')}`,
  };
}

export interface Version {
  stripe_id: string;
  credit_amount: number | null;
  /** When Stripe's object was made: the first version holds from then. */
  created: Date;
  /** When this version was seen to begin. */
  changed: Date;
}

/** Keeps what a price or product gives from now on, when it differs from the version before. */
export async function keepVersion(
  tx: Tx,
  { stripe_id, credit_amount, created, changed }: Version,
): Promise<void> {
  await tx.query(
    `WITH latest AS (SELECT credit_amount, valid_from FROM credit_amount_versions
                     WHERE stripe_id = $1 ORDER BY valid_from DESC LIMIT 1)
     INSERT INTO credit_amount_versions (stripe_id, valid_from, credit_amount)
     SELECT $1, CASE WHEN EXISTS (SELECT FROM latest)
                     THEN greatest($4, (SELECT valid_from + interval '1 millisecond' FROM latest)) ELSE $3 END, $2
     WHERE NOT EXISTS (SELECT FROM latest WHERE credit_amount IS NOT DISTINCT FROM $2)`,
    [stripe_id, credit_amount, created, changed],
  );
}

/** The version of what `owner` gave at $2; and the first usable one after it, for what was bought before a fault was mended. */
const versionsOf = (owner: 'price' | 'product') => `
  LEFT JOIN LATERAL (SELECT credit_amount FROM credit_amount_versions WHERE stripe_id = ${owner}.stripe_id AND valid_from <= $2
                     ORDER BY valid_from DESC LIMIT 1) ${owner}_then ON true
  LEFT JOIN LATERAL (SELECT credit_amount FROM credit_amount_versions WHERE stripe_id = ${owner}.stripe_id AND valid_from > $2
                     AND credit_amount IS NOT NULL ORDER BY valid_from LIMIT 1) ${owner}_later ON true`;

/**
 * Whole credits that one unit of a price gives to who paid for it at a moment: the price's own `credit_amount`,
 * else its product's, in the version then in force. Null when neither ever said anything usable.
 */
export async function creditsInForce(
  db: Queryable,
  { price_id, at }: { price_id: string; at: Date },
): Promise<number | null> {
  const row = await db.one<{ credit_amount: number | null }>(
    `SELECT coalesce(price_then.credit_amount, product_then.credit_amount,
                     price_later.credit_amount, product_later.credit_amount) AS credit_amount
     FROM prices price JOIN products product ON product.id = price.product_id
     ${versionsOf('price')} ${versionsOf('product')} WHERE price.id = $1`,
    [price_id, at],
  );
  return row.credit_amount;
}
