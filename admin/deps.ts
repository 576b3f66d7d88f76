import type { RequestHandler } from 'express';
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
  /** The queues as the queue library shows them; whatever stands in front of it is ours to put there. */
  readonly queueBoard: RequestHandler;
  /** The receipt of a payment as its customer gets it. Throws UnknownPayment. */
  readonly receiptFile: (payment_id: string) => Promise<{ name: string; pdf: NodeJS.ReadableStream }>;
  /** Only a sandbox has them: a badge on every page. */
  readonly extras?: { readonly badge: string };
}
