import type { Db } from '../../../platform/db.js';
import { type Check, Fault } from './check.js';

const REASON_MAX = 200;

/** Work that was tried many times and given up: nothing does it any more until somebody looks. */
export function workChecks(db: Db): Check[] {
  const remedy = 'Run: bin/quickscale migrate';
  return [
    { name: 'jobs', run: () => jobs(db), remedy },
    { name: 'Stripe events', run: () => stripeEvents(db), remedy },
  ];
}

type GivenUp = { count: number; what: string; reason: string | null };

async function jobs(db: Db): Promise<string> {
  const given_up = await db.maybeOne<GivenUp>(
    `SELECT count(*) OVER () AS count, queue AS what, error AS reason FROM outbox
     WHERE dead_at IS NOT NULL AND done_at IS NULL ORDER BY dead_at DESC, id DESC LIMIT 1`,
  );
  return noneOf(given_up, {
    again: 'UPDATE outbox SET dead_at = NULL, attempts = 0, run_at = app.now() WHERE dead_at IS NOT NULL',
  });
}

async function stripeEvents(db: Db): Promise<string> {
  const given_up = await db.maybeOne<GivenUp>(
    `SELECT count(*) OVER () AS count, id || ', ' || type AS what, error AS reason FROM stripe_events
     WHERE state = 'dead' ORDER BY run_at DESC, id DESC LIMIT 1`,
  );
  return noneOf(given_up, {
    again: `UPDATE stripe_events SET state = 'received', attempts = 0, run_at = app.now() WHERE state = 'dead'`,
  });
}

/** @throws Fault with the count, the latest reason and how to have it done after all */
function noneOf(given_up: GivenUp | undefined, { again }: { again: string }): string {
  if (!given_up) return 'none given up';
  const { count, what, reason } = given_up;
  const why = (reason ?? 'no reason noted').replace(/\s+/g, ' ').slice(0, REASON_MAX);
  throw new Fault(
    `${count} given up, at last ${what}: ${why}`,
    `Mend the cause, then have it tried again: ${again};`,
  );
}
