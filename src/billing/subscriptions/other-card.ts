import type { Queryable } from '../../platform/db.js';
import { cardName } from '../card-name.js';
import { PAYS_PLAN } from '../charged-cards.js';

/** A plan's last bill was paid with another card than the one that the plan goes on with, which was declined. */
export interface OtherCard {
  /** As the customer knows them: "Visa ·· 4242". */
  plan_card: string;
  paid_with: string;
  /** Our id of the card that paid, where it is saved: it can be the plan's from now on. */
  saved_id: string | null;
}

/** Undefined where the plan's own card paid, or was not declined. */
export async function otherCardOf(db: Queryable, subscription_id: string): Promise<OtherCard | undefined> {
  const row = await db.maybeOne<{
    brand: string;
    last4: string;
    card_brand: string;
    card_last4: string;
    saved_id: string | null;
  }>(
    `SELECT m.brand, m.last4, paid.card_brand, paid.card_last4, saved.id AS saved_id
     FROM subscriptions s
     CROSS JOIN LATERAL (
       SELECT stripe_id FROM invoices WHERE subscription_id = s.id AND status = 'paid'
       ORDER BY created_at DESC, id DESC LIMIT 1) i
     CROSS JOIN LATERAL (
       SELECT card_brand, card_last4 FROM payments WHERE stripe_invoice_id = i.stripe_id AND status = 'succeeded'
       ORDER BY paid_at DESC, id DESC LIMIT 1) paid
     JOIN payment_methods m ON m.user_id = s.user_id AND m.detached_at IS NULL AND ${PAYS_PLAN}
     LEFT JOIN LATERAL (
       SELECT id FROM payment_methods o WHERE o.user_id = s.user_id AND o.detached_at IS NULL
         AND o.brand = paid.card_brand AND o.last4 = paid.card_last4 ORDER BY created_at DESC LIMIT 1) saved ON true
     WHERE s.id = $1 AND (m.brand, m.last4) <> (paid.card_brand, paid.card_last4) AND EXISTS (
       SELECT FROM payments f WHERE f.stripe_invoice_id = i.stripe_id AND f.status = 'failed'
         AND f.card_brand = m.brand AND f.card_last4 = m.last4)
     LIMIT 1`,
    [subscription_id],
  );
  if (!row) return undefined;
  const { brand, last4, card_brand, card_last4, saved_id } = row;
  return {
    plan_card: cardName({ brand, last4 }),
    paid_with: cardName({ brand: card_brand, last4: card_last4 }),
    saved_id,
  };
}
