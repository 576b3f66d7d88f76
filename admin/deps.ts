import type Stripe from 'stripe';
import type { Config } from '../src/platform/config.js';
import type { Db } from '../src/platform/db.js';
import type { Logger } from '../src/platform/log.js';

/** What the back office is given by a composition root. */
export interface AdminDeps {
  readonly db: Db;
  readonly config: Config;
  readonly log: Logger;
  readonly stripe: Stripe;
  /** Only a sandbox has them: a badge on every page. */
  readonly extras?: { readonly badge: string };
}
