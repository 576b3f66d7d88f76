import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { cardByNumber, type TestCard } from '../cards.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { formatMoney } from '../money.js';
import { buildBalanceTransaction } from '../objects/balance-transaction.js';
import { buildRefund } from '../objects/refund.js';
import { amount, choice, mergeMetadata, metadata, text } from '../params.js';
import { route } from '../route.js';
import { hiddenOf, insert, load, lock, save } from '../store.js';
import { setTimer } from '../timers.js';
import { isChargedBack } from './disputes.js';

/** Simulated seconds until a slow refund settles or fails; Stripe says no more than "some time later". */
const SETTLING_SECONDS = 5;

const CreateParams = z.strictObject({
  amount: amount.optional(),
  charge: text.optional(),
  metadata: metadata.optional(),
  payment_intent: text.optional(),
  reason: choice('duplicate', 'fraudulent', 'requested_by_customer').optional(),
});
const UpdateParams = z.strictObject({ metadata: metadata.optional() });
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  charge: text.optional(),
  payment_intent: text.optional(),
});

type Charge = Stripe.Charge;
type Refund = Stripe.Refund;

/** Refunds a charge, or the charge that paid an intent; without an amount, all that is left. */
export async function createRefund(call: Call, params: z.output<typeof CreateParams>): Promise<Refund> {
  const charge = await chargeToRefund(call, params);
  const left = charge.amount_captured - charge.amount_refunded;
  const given = params.amount ?? left;
  refuseUnrefundable(charge, given, left);
  await refuseChargedBack(call, charge);
  const card = await cardOf(call, charge);
  const refund = buildRefund({
    amount: given,
    charge: charge.id,
    created: call.now,
    currency: charge.currency,
    customer: charge.customer,
    metadata: mergeMetadata(null, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    status: card?.refund === 'succeeds later' ? 'pending' : 'succeeded',
  });
  const stored = await insert(call, {
    ...refund,
    balance_transaction: await moveMoney(call, refund, 'refund'),
  });
  await emit(call, 'refund.created', stored);
  await countRefunded(call, charge, given);
  const timer = card && TIMERS[card.refund];
  if (timer) await setTimer(call, timer, stored.id, call.now + SETTLING_SECONDS);
  return stored;
}

const TIMERS: Partial<Record<TestCard['refund'], string>> = {
  'succeeds later': 'refund.settle',
  'fails later': 'refund.fail',
};

export const refundTimers = {
  'refund.settle': async (call: Call, id: string) => {
    const before = await lock(call, 'refund', id);
    if (before.status !== 'pending') return;
    await tellUpdated(call, await save(call, { ...before, status: 'succeeded' }), before);
  },
  // Somebody may have let it fail before its time.
  'refund.fail': async (call: Call, id: string) => {
    if ((await load(call, 'refund', id)).status !== 'failed') await failRefund(call, id);
  },
};

/** The bank sends the money back, which may be long after the refund was made: the card is no longer good. */
export async function failRefund(call: Call, id: string): Promise<void> {
  const before = await lock(call, 'refund', id);
  if (before.status === 'failed' || before.status === 'canceled')
    throw invalidRequest(`Refund ${id} is ${before.status} already.`);
  const charge = await lock(call, 'charge', String(before.charge));
  const failure = await moveMoney(call, { ...before, amount: -before.amount }, 'refund_failure');
  const refund: Refund = {
    ...before,
    failure_balance_transaction: failure,
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  };
  await save(call, refund);
  await save(call, { ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
  await emit(call, 'refund.failed', refund);
  await tellUpdated(call, refund, before);
}

async function tellUpdated(call: Call, refund: Refund, before: Refund): Promise<void> {
  await emit(call, 'refund.updated', refund, before);
  await emit(call, 'charge.refund.updated', refund, before);
}

async function chargeToRefund(
  call: Call,
  { charge, payment_intent }: z.output<typeof CreateParams>,
): Promise<Charge> {
  if (charge) return lock(call, 'charge', charge, 'charge');
  if (!payment_intent) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    );
  }
  const intent = await load(call, 'payment_intent', payment_intent, 'payment_intent');
  if (intent.status === 'succeeded') return lock(call, 'charge', String(intent.latest_charge));
  throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
}

function refuseUnrefundable(charge: Charge, given: number, left: number): void {
  if (charge.status !== 'succeeded') {
    throw invalidRequest(`Charge ${charge.id} is not refundable.`, { code: 'charge_not_refundable' });
  }
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  if (given > left) {
    const [asked, rest] = [given, left].map((money) => formatMoney(money, charge.currency));
    const message = `Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`;
    throw invalidRequest(message, { code: 'amount_too_large', param: 'amount' });
  }
}

async function refuseChargedBack(call: Call, charge: Charge): Promise<void> {
  if (!(await isChargedBack(call, charge))) return;
  const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
  throw invalidRequest(message, { code: 'charge_disputed' });
}

async function cardOf(call: Call, { payment_method }: Charge): Promise<TestCard | undefined> {
  const { number } = await hiddenOf(call, String(payment_method));
  return cardByNumber(String(number));
}

export async function countRefunded(call: Call, before: Charge, given: number): Promise<void> {
  const amount_refunded = before.amount_refunded + given;
  const refunded = amount_refunded === (before.captured ? before.amount_captured : before.amount);
  const charge = await save(call, { ...before, amount_refunded, refunded });
  await emit(call, 'charge.refunded', charge, before);
}

async function moveMoney(call: Call, refund: Refund, type: 'refund' | 'refund_failure'): Promise<string> {
  const transaction = buildBalanceTransaction({
    amount: -refund.amount,
    created: call.now,
    currency: refund.currency,
    description: type === 'refund' ? 'REFUND FOR CHARGE' : 'REFUND FAILURE',
    source: refund.id,
    type,
  });
  return (await insert(call, transaction)).id;
}

async function update(call: Call, { metadata: given }: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'refund', id);
  const refund = await save(call, { ...before, metadata: mergeMetadata(before.metadata, given) });
  await tellUpdated(call, refund, before);
  return refund;
}

export const refundRoutes = [
  route('post', '/v1/refunds', CreateParams, createRefund),
  route('get', '/v1/refunds', ListParams, (call, { charge, payment_intent, ...page }) =>
    list(call, 'refund', '/v1/refunds', page, { charge, payment_intent }),
  ),
  route('get', '/v1/refunds/:id', z.strictObject({}), (call, _params, id) => load(call, 'refund', id)),
  route('post', '/v1/refunds/:id', UpdateParams, update),
];
