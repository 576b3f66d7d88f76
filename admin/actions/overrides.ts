import type { Action } from 'adminjs';
import { z } from 'zod';
import { endOverride, requireRecentAuthentication, startOverride } from '../../src/accounts/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { Credits, endOfDay, FormKey, parse, Reason, Ticket } from './parse.js';

const why = { reason: Reason, ticket: Ticket, key: FormKey };
const until = { ends_at: z.iso.date('Choose a day.').transform(endOfDay).optional() };
const Start = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.enum(['suspend', 'freeze_spending', 'block_refunds']), ...until, ...why }),
    z.strictObject({
      kind: z.literal('service_cost'),
      service: z.string('Choose a service.').min(1, 'Choose a service.').max(63),
      cost: Credits,
      ...until,
      ...why,
    }),
  ],
  'Choose what to override.',
);
const End = z.strictObject({ override_id: z.uuid(), ...why });

/** Whoever may suspend may ask; the use case asks for more where more is needed. */
const OPENING = { permission: 'overrides.suspend', method: 'POST' } as const;

/** Begins an override for a customer, after a recent proof of who it is. Sent twice, the second replaces its equal. */
export function startOverrideOfCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: user_id, body, session }) => {
    requireRecentAuthentication(session);
    const { key: _key, reason, ticket, ends_at, ...wish } = parse(Start, body);
    await db.transaction((tx) => startOverride(tx, { actor, user_id, wish, reason, ticket, ends_at }));
    return { notice: { type: 'success', message: 'The override holds from now on.' } };
  });
}

/** Ends one of a customer's overrides. */
export function endOverrideOfCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: user_id, body, session }) => {
    requireRecentAuthentication(session);
    const { override_id: id, reason, ticket } = parse(End, body);
    await db.transaction((tx) => endOverride(tx, { actor, id, user_id, reason, ticket }));
    return { notice: { type: 'success', message: 'The override has ended.' } };
  });
}
