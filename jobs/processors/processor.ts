import type Stripe from 'stripe';
import type { MailTransport } from '../../src/mail/index.js';
import type { Db } from '../../src/platform/db.js';
import type { Logger } from '../../src/platform/log.js';

export interface JobDeps {
  db: Db;
  stripe: Stripe;
  mail: MailTransport;
  log: Logger;
}

/** One use case. It may run twice for one row, at once even, and has to end the same. */
export type Processor = (deps: JobDeps, payload: Readonly<Record<string, unknown>>) => Promise<unknown>;
