import type Stripe from 'stripe';
import { installSandboxClock, moveSandboxClock } from '../../sandbox/clock.js';
import {
  abandonedObjects,
  createStripe,
  issueReceipts,
  processEvent,
  refresh,
  storeEvent,
  sweepEvents,
  syncCatalogue,
} from '../../src/billing/index.js';
import type { ReadDeps } from '../../src/billing/stripe/refresh.js';
import { balance, verifyLedger } from '../../src/credits/index.js';
import { configFor } from '../billing/shop.js';
import { createTestDatabase } from '../support/database.js';
import { differences } from './compare.js';

/** One QuickScale of several that one Stripe tells the same life, each in its own way. */
export interface Witness {
  /** Hears of an event, as a webhook would tell it, and follows it. What fails is tried again at the next hearing. */
  hear(events: readonly Stripe.Event[]): Promise<void>;
  moveClock(offset_ms: number): Promise<void>;
  /** Fetches what it never heard of, and follows that too. */
  sweep(): Promise<void>;
  know(user_id: string): Promise<void>;
  /** All that it believes at the end, without what differs between any two. */
  belief(user_id: string): Promise<object>;
  close(): Promise<void>;
}

export async function openWitness(stripeUrl: string, stripeDatabaseUrl: string): Promise<Witness> {
  const database = await createTestDatabase();
  await installSandboxClock(database.ownerUrl);
  const { db } = database;
  const deps: ReadDeps = { db, stripe: createStripe(configFor(database.url, stripeUrl)) };
  await syncCatalogue(deps);
  return {
    hear: async (events) => {
      await Promise.all(events.map((event) => storeEvent(db, event)));
      await follow(deps);
    },
    moveClock: (offset_ms) => moveSandboxClock(database.ownerUrl, offset_ms),
    sweep: async () => {
      await sweepEvents(deps);
      for (let round = 0; round < 20 && !(await atRest(deps)); round += 1) await follow(deps);
    },
    know: async (user_id) => {
      await db.query(
        `WITH customer AS (INSERT INTO users (id, email, email_verified_at) VALUES ($1, 'life@example.com', app.now()))
         INSERT INTO wallets (id) VALUES ($1)`,
        [user_id],
      );
    },
    belief: (user_id) => beliefOf(deps, user_id, stripeDatabaseUrl),
    close: () => database.close(),
  };
}

/** Works on what waits, several at once as a worker does, with objects that nobody is going to read. */
async function follow({ db, stripe }: ReadDeps): Promise<void> {
  const waiting = await db.query<{ id: string }>("SELECT id FROM stripe_events WHERE state = 'received'");
  await Promise.allSettled(
    waiting.map(async ({ id }) => {
      await processEvent({ db, stripe }, id);
      await db.query("UPDATE stripe_events SET state = 'processed' WHERE id = $1", [id]);
    }),
  );
  const abandoned = await abandonedObjects(db, 100);
  await Promise.allSettled(abandoned.map((ref) => refresh({ db, stripe }, ref)));
}

async function atRest({ db }: ReadDeps): Promise<boolean> {
  const { open } = await db.one<{ open: number }>(
    `SELECT (SELECT count(*) FROM stripe_events WHERE state = 'received')
          + (SELECT count(*) FROM stripe_objects WHERE read < wanted) AS open`,
  );
  return open === 0;
}

async function beliefOf({ db }: ReadDeps, user_id: string, stripeDatabaseUrl: string): Promise<object> {
  await issueReceipts(db);
  const { available, held, frozen, debt, by_type } = await balance(db, user_id);
  const rows = await db.one<object>(
    `SELECT (SELECT jsonb_agg(jsonb_build_array(stripe_charge_id, kind, status, description, credit_amount, decline_code,
                    app.refundable_minor(id), receipt_number IS NOT NULL) ORDER BY stripe_charge_id) FROM payments) AS payments,
            (SELECT jsonb_agg(jsonb_build_array(stripe_id, brand, is_default, detached_at IS NOT NULL) ORDER BY stripe_id)
             FROM payment_methods) AS methods,
            (SELECT jsonb_agg(jsonb_build_array(kind, stripe_id) ORDER BY kind, stripe_id) FROM discrepancies
             WHERE status = 'open') AS discrepancies,
            (SELECT count(*) FROM mails WHERE template = 'receipt') AS receipts,
            (SELECT count(*) FROM stripe_objects WHERE read < wanted) AS unread`,
  );
  return {
    balance: { available, held, frozen, debt, by_type },
    ...rows,
    differences: await differences(db, stripeDatabaseUrl),
    lies: (await verifyLedger(db)).lies,
  };
}
