import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { previewRegistration, registerByHand } from '../../src/billing/index.js';
import { line } from '../../src/platform/line.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { FormKey, parse, Reason, Ticket } from './parse.js';

/** `price_id`: the pack that was bought; none where the money bought no credits. */
const wish = {
  price_id: z.uuid('Choose what it was for.').nullable(),
  email: z.email('Enter the customer’s address.').max(320).optional(),
};
const Preview = z.strictObject(wish);
const Registration = z.strictObject({
  ...wish,
  description: line(200).default(''),
  reason: Reason,
  ticket: Ticket,
  notify: z.boolean(),
  key: FormKey,
});

const OPENING = { permission: 'payments.register', method: 'POST' } as const;

/** What registering the charge of a discrepancy would do, and what it may have been for. */
export function previewRegistrationOfCharge({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: discrepancy_id, body }) => ({
    preview: await previewRegistration(db, { actor, discrepancy_id, ...parse(Preview, body) }),
  }));
}

/** Registers a payment that Stripe has and we lack, once, after a recent proof of who it is. */
export function registerCharge(deps: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: discrepancy_id, body, session }) => {
    requireRecentAuthentication(session);
    const registered = await registerByHand(deps, { actor, discrepancy_id, ...parse(Registration, body) });
    const message = registered
      ? 'The payment is registered.'
      : 'Written down. Stripe does not answer at the moment: it is registered as soon as it does.';
    return { notice: { type: 'success', message } };
  });
}
