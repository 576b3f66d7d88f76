import type { Action } from 'adminjs';
import { z } from 'zod';
import { dismissEvent, fetchMissedEvents, replayEvent } from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction, resourceAction } from './define.js';
import { FormKey, parse, Reason, Ticket } from './parse.js';

const Dismissal = z.strictObject({ reason: Reason, ticket: Ticket, key: FormKey });

const OPENING = { permission: 'events.replay', method: 'POST' } as const;

/** Has one event worked on once more. */
export function replayStripeEvent({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: event_id }) => {
    await db.transaction((tx) => replayEvent(tx, { actor, event_id }));
    return { notice: { type: 'success', message: 'The event is worked on again.' } };
  });
}

/** Puts aside one that was given up. Sent twice, the second is refused: nothing is done twice. */
export function dismissStripeEvent({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: event_id, body }) => {
    const { reason, ticket } = parse(Dismissal, body);
    await db.transaction((tx) => dismissEvent(tx, { actor, event_id, reason, ticket }));
    return { notice: { type: 'success', message: 'The event is put aside.' } };
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
