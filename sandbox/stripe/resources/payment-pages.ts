import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { payWith } from '../checkout.js';
import { invalidRequest } from '../errors.js';
import { integer, text } from '../params.js';
import { declined } from '../pay.js';
import { route } from '../route.js';
import { planOf } from '../session-plan.js';
import { setupDeclined } from '../setup.js';
import { load, lock } from '../store.js';
import { paymentMethodOf } from './payment-methods.js';

const ConfirmParams = z.strictObject({ expected_amount: integer.optional(), payment_method: text });

/** What the script of a hosted Checkout page calls. Stripe's command line completes sessions with it. */
async function confirm(
  call: Call,
  { expected_amount, payment_method }: z.output<typeof ConfirmParams>,
  id: string,
): Promise<Stripe.Checkout.Session> {
  const session = await lock(call, 'checkout.session', id);
  if (session.status !== 'open') throw invalidRequest(`This Checkout Session is ${session.status}.`);
  if (expected_amount !== undefined && expected_amount !== session.amount_total) {
    const message = 'The total has changed since the page was shown.';
    throw invalidRequest(message, { code: 'checkout_amount_mismatch', param: 'expected_amount' });
  }
  await payWith(call, session, await paymentMethodOf(call, payment_method, session.customer));
  const after = await load(call, 'checkout.session', id);
  return after.status === 'complete' ? after : refuse(call, after);
}

async function refuse(call: Call, session: Stripe.Checkout.Session): Promise<never> {
  const { subscription_intent } = await planOf(call, session);
  const id = String(subscription_intent ?? session.setup_intent ?? session.payment_intent);
  if (id.startsWith('seti_')) throw setupDeclined(await load(call, 'setup_intent', id));
  throw declined(await load(call, 'payment_intent', id));
}

export const paymentPageRoutes = [
  route('get', '/v1/payment_pages/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'checkout.session', id),
  ),
  route('post', '/v1/payment_pages/:id/confirm', ConfirmParams, confirm),
];
