import type Stripe from 'stripe';
import { now } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { priceTerms } from '../catalogue-changes/terms.js';
import { chargesThatWaited, checkCatalogue } from '../catalogue-faults.js';
import { keepVersion } from '../credit-amount.js';
import { READ } from '../stripe/client.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { idOf, instant, type Projection } from './projection.js';

export const priceProjection: Projection<Stripe.Price> = {
  read: (stripe, id) => stripe.prices.retrieve(id, {}, READ),
  needs: async (_at, price) => [{ type: 'product', id: productOf(price) }],
  project: storePrice,
  removed: async (tx, id) => {
    await tx.query('UPDATE prices SET active = false, updated_at = app.now() WHERE stripe_id = $1', [id]);
  },
};

async function storePrice(tx: Tx, price: Stripe.Price): Promise<ObjectRef[]> {
  const { nickname, credit_amount, fault, active } = priceTerms(price);
  const stored = await tx.maybeOne(
    `INSERT INTO prices (stripe_id, product_id, nickname, currency, unit_amount_minor, billing_interval, credit_amount, fault, active, created_at)
     SELECT $1, o.id, $3, $4, $5, $6, $7, $8, $9, $10 FROM products o WHERE o.stripe_id = $2
     ON CONFLICT (stripe_id) DO UPDATE
     SET nickname = EXCLUDED.nickname, unit_amount_minor = EXCLUDED.unit_amount_minor,
         billing_interval = EXCLUDED.billing_interval, credit_amount = EXCLUDED.credit_amount, fault = EXCLUDED.fault,
         active = EXCLUDED.active, updated_at = app.now()
     RETURNING id`,
    [
      price.id,
      productOf(price),
      nickname,
      price.currency,
      price.unit_amount ?? 0,
      intervalOf(price),
      credit_amount,
      fault,
      active,
      instant(price.created),
    ],
  );
  // A product that Stripe no longer has: nothing of it can be sold or was bought here.
  if (!stored) return [];
  await keepVersion(tx, {
    stripe_id: price.id,
    credit_amount,
    created: instant(price.created),
    changed: await now(tx),
  });
  await checkCatalogue(tx, productOf(price));
  return chargesThatWaited(tx, productOf(price));
}

function productOf(price: Stripe.Price): string {
  return idOf(price.product) ?? '';
}

function intervalOf({ recurring }: Stripe.Price): 'month' | 'year' | null {
  const interval = recurring?.interval;
  return interval === 'month' ? 'month' : interval === 'year' ? 'year' : null;
}
