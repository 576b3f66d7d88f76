import Stripe from 'stripe';
import { type Actor, audit, requirePermission } from '../accounts/index.js';
import { StripeUnavailable } from './errors.js';
import type { ReadDeps } from './stripe/refresh.js';
import { type EventSweep, sweepEvents } from './sweep-events.js';

/** An operator has the sweep for missed events made now. @throws Forbidden, StripeUnavailable */
export async function fetchMissedEvents(deps: ReadDeps, { actor }: { actor: Actor }): Promise<EventSweep> {
  requirePermission(actor, 'events.replay');
  const sweep = await sweepEvents(deps).catch((error: unknown) => {
    throw error instanceof Stripe.errors.StripeError ? new StripeUnavailable() : error;
  });
  await deps.db.transaction((tx) =>
    audit(tx, {
      actor,
      action: 'event.fetch_missed',
      subject: { type: 'stripe_event', id: null },
      after: sweep,
    }),
  );
  return sweep;
}
