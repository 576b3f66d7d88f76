import type Stripe from 'stripe';
import { type Attempt, chargeFor } from './attempt.js';
import type { Call } from './call.js';
import type { TestCard } from './cards.js';
import { emit } from './emit.js';
import { buildBalanceTransaction } from './objects/balance-transaction.js';
import { openDispute } from './resources/disputes.js';
import { insert, lock, save } from './store.js';

type Intent = Stripe.PaymentIntent;

/** The card is accepted: the money moves, or is set aside where somebody wants to capture it later. */
export async function takeMoney(
  call: Call,
  intent: Intent,
  attempt: Attempt,
  card: TestCard,
): Promise<Intent> {
  if (intent.capture_method === 'manual') return authorise(call, intent, attempt);
  const charge = await insert(call, chargeFor(call, intent, attempt));
  const after = await save(call, {
    ...chargedBy(intent, attempt, charge),
    amount_received: intent.amount,
    status: 'succeeded',
  } satisfies Intent);
  await emit(call, 'charge.succeeded', charge);
  await emit(call, 'payment_intent.succeeded', after);
  const settled = await settle(call, charge);
  if (card.disputes) await openDispute(call, settled, { reason: card.disputes, inquiry: card.inquiry });
  return after;
}

/** An intent whose card was accepted, whether the money moves now or is only set aside. */
function chargedBy(intent: Intent, { method }: Attempt, { id }: Stripe.Charge): Intent {
  return {
    ...intent,
    latest_charge: id,
    last_payment_error: null,
    next_action: null,
    payment_method: method.id,
  };
}

/** The money is only set aside: until somebody captures it, nothing is paid. */
async function authorise(call: Call, intent: Intent, attempt: Attempt): Promise<Intent> {
  const made = chargeFor(call, intent, attempt);
  const charge = await insert(call, { ...made, amount_captured: 0, captured: false, receipt_url: null });
  const after = await save(call, {
    ...chargedBy(intent, attempt, charge),
    amount_capturable: intent.amount,
    status: 'requires_capture',
  } satisfies Intent);
  await emit(call, 'charge.succeeded', charge);
  await emit(call, 'payment_intent.amount_capturable_updated', after);
  return after;
}

/** Takes the money that was set aside for an intent, all of it. */
export async function captureAll(call: Call, intent: Intent): Promise<Intent> {
  const before = await lock(call, 'charge', String(intent.latest_charge));
  const charge = await save(call, { ...before, amount_captured: before.amount, captured: true });
  const after = await save(call, {
    ...intent,
    amount_capturable: 0,
    amount_received: intent.amount,
    status: 'succeeded',
  } satisfies Intent);
  await emit(call, 'charge.captured', charge, before);
  await emit(call, 'payment_intent.succeeded', after);
  await settle(call, charge);
  return after;
}

/** Since `automatic_async` capture the money's own record comes after the charge, with an event of its own. */
async function settle(call: Call, charge: Stripe.Charge): Promise<Stripe.Charge> {
  const { amount, currency, description } = charge;
  const transaction = buildBalanceTransaction({
    amount,
    created: call.now,
    currency,
    description,
    source: charge.id,
    type: 'charge',
  });
  await insert(call, transaction);
  const settled = await save(call, { ...charge, balance_transaction: transaction.id });
  await emit(call, 'charge.updated', settled, charge);
  return settled;
}
