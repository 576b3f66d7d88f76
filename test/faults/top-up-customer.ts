import { randomUUID } from 'node:crypto';
import { startSavingCard, switchOnTopUp } from '../../src/billing/index.js';
import { payOn } from '../billing/shop.js';
import { createCustomer, give } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import type { Stage } from './stage.js';

/** A customer with 150 credits, a saved card, and leave to buy 500 for 20.00 below 100. Answers the id. */
export async function toppedUpCustomer({ shop, leasesRunOut, atRest }: Stage): Promise<string> {
  const user_id = await createCustomer(shop.db);
  await give(shop.db, user_id, { amount: 15_000 });
  const { url } = await startSavingCard(shop.deps, { user_id, key: randomUUID() });
  await payOn(url, '4242424242424242');
  await waitFor(async () => {
    await leasesRunOut();
    return shop.db.maybeOne('SELECT 1 FROM payment_methods WHERE user_id = $1 AND is_default', [user_id]);
  });
  await shop.db.transaction((tx) =>
    switchOnTopUp(tx, {
      user_id,
      threshold: 10_000,
      price_id: shop.prices[500],
      payment_method_id: null,
      monthly_cap_minor: 6000,
    }),
  );
  await atRest();
  return user_id;
}
