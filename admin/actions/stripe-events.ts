import type { Action } from 'adminjs';
import { fetchMissedEvents, replayEvent } from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction, resourceAction } from './define.js';

const OPENING = { permission: 'events.replay', method: 'POST' } as const;

/** Has one event worked on once more. */
export function replayStripeEvent({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: event_id }) => {
    await db.transaction((tx) => replayEvent(tx, { actor, event_id }));
    return { notice: { type: 'success', message: 'The event is worked on again.' } };
  });
}

/** Asks Stripe for the events that no webhook told of. */
export function fetchMissedStripeEvents({ db, stripe }: AdminDeps): Partial<Action<never>> {
  return resourceAction(OPENING, async ({ actor }) => {
    const { seen, missed } = await fetchMissedEvents({ db, stripe }, { actor });
    const message = missed === 0 ? `None was missed among ${seen}.` : `${missed} of ${seen} had been missed.`;
    return { notice: { type: 'success', message } };
  });
}
