import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildDispute } from '../objects/dispute.js';
import { text } from '../params.js';
import { route } from '../route.js';
import { insert, load, save } from '../store.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  charge: text.optional(),
  payment_intent: text.optional(),
});

/** The cardholder's bank disputes what is left of a charge, which must be locked or new in this call. */
export async function openDispute(
  call: Call,
  charge: Stripe.Charge,
  reason: string,
): Promise<Stripe.Dispute> {
  const network = charge.payment_method_details?.card?.network ?? 'visa';
  const dispute = buildDispute({
    amount: charge.amount - charge.amount_refunded,
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: network, case_type: 'chargeback', network, network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
  });
  await insert(call, dispute);
  await save(call, { ...charge, disputed: true });
  await emit(call, 'charge.dispute.created', dispute);
  return dispute;
}

export const disputeRoutes = [
  route('get', '/v1/disputes', ListParams, (call, { charge, payment_intent, ...page }) =>
    list(call, 'dispute', '/v1/disputes', page, { charge, payment_intent }),
  ),
  route('get', '/v1/disputes/:id', z.strictObject({}), (call, _params, id) => load(call, 'dispute', id)),
];
