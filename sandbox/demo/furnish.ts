import type Stripe from 'stripe';
import { API_SCOPES, createApiKey } from '../../src/accounts/index.js';
import { createStripe, syncCatalogue } from '../../src/billing/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { seedServices } from '../../src/services/index.js';
import { ensureCatalogue } from '../catalogue.js';
import { type Credentials, ensurePeople } from '../people.js';
import type { Databases } from './databases.js';
import { progress } from './progress.js';

/** What a visitor is given to come in with. */
export type Keys = { users: Credentials[]; apiKey: string };

/**
 * Fills a new demo; of one that was filled before, `apiKey` is known and only the people are looked up.
 * @param from.stripe where the simulated Stripe answers
 */
export async function furnish(from: {
  databases: Databases;
  stripe: { url: string; key: string };
  apiKey: string | undefined;
}): Promise<Keys> {
  const db = openDb(from.databases.product.url, { max: 2, application_name: 'quickscale-demo' });
  try {
    const users = await progress('people', () => ensurePeople(db));
    if (from.apiKey !== undefined) return { users, apiKey: from.apiKey };
    const stripe = createStripe({ STRIPE_API_BASE: from.stripe.url, STRIPE_SECRET_KEY: from.stripe.key });
    return { users, apiKey: await progress('products and services', () => open(db, stripe)) };
  } finally {
    await db.close();
  }
}

/** Services to spend on, products to buy, and a key for the API, which is answered. */
async function open(db: Db, stripe: Stripe): Promise<string> {
  await ensureCatalogue(stripe);
  await syncCatalogue({ db, stripe });
  return db.transaction(async (tx) => {
    await seedServices(tx);
    const { key } = await createApiKey(tx, { owner: 'company', name: 'Demo', scopes: API_SCOPES });
    return key;
  });
}
