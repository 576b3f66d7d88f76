import type Stripe from 'stripe';
import type { Config } from '../platform/config.js';
import type { Db } from '../platform/db.js';

/** What a billing use case needs when it calls Stripe itself: the rest takes a Db or Tx only. */
export interface BillingDeps {
  db: Db;
  stripe: Stripe;
  config: Pick<Config, 'PUBLIC_URL'>;
}
