import { KEPT_DAYS, STRIPE_API_VERSION } from '../../../billing/index.js';
import type { Db } from '../../../platform/db.js';
import { type Check, Fault } from './check.js';

/** Whether we hear of what happens at Stripe, and in words of ours. */
export function hearingChecks(db: Db): Check[] {
  const remedy = 'Run: bin/quickscale migrate';
  return [
    { name: 'Stripe API version', run: () => apiVersion(db), remedy },
    { name: 'event sweep', run: () => eventSweep(db), remedy },
  ];
}

/** What the webhook's endpoint was set to. Objects are read afresh in our own version, so nothing is misread meanwhile. */
async function apiVersion(db: Db): Promise<string> {
  const last = await db.maybeOne<{ api_version: string | null }>(
    "SELECT api_version FROM stripe_events WHERE came_by = 'webhook' ORDER BY received_at DESC, id DESC LIMIT 1",
  );
  if (!last) return `no webhook came yet; ours is ${STRIPE_API_VERSION}`;
  if (last.api_version === STRIPE_API_VERSION) return STRIPE_API_VERSION;
  throw new Fault(
    `The last webhook spoke version ${last.api_version ?? 'none'}; ours is ${STRIPE_API_VERSION}.`,
    'Set the API version of the webhook endpoint in Stripe to ours.',
  );
}

/**
 * What Stripe forgets before it is asked for can only be read from its objects. Counted by the real clock, as the worker's
 * schedule is: a simulated one that was just moved on says nothing about the worker.
 */
async function eventSweep(db: Db): Promise<string> {
  const swept = await db.maybeOne<{ at: Date; days: number }>(
    `SELECT swept_until AS at, floor(extract(epoch FROM clock_timestamp() - made_at) / 86400)::int AS days FROM event_sweeps`,
  );
  if (!swept) return 'none yet: the worker makes one every ten minutes';
  const told = `last ${swept.at.toISOString()}`;
  if (swept.days < 1) return told;
  throw new Fault(
    `${told}, ${swept.days} days ago. Stripe forgets its events after ${KEPT_DAYS}.`,
    'Start a worker, and look at Background work for why it makes no sweep.',
  );
}
