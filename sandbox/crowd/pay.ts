import { someDecline } from '../history/cards.js';
import { succeededOperation } from '../history/quickscale/operation.js';
import {
  freezeForDispute,
  releaseDispute,
  takeForLostDispute,
  takeForRefund,
} from '../history/quickscale/returns.js';
import type { PaymentRow, ReturnRow } from '../history/rows.js';
import { DAY, HOUR, iso, SECOND } from '../history/time.js';
import type { Resident } from './resident.js';
import type { Offer } from './town.js';

const REFUNDED = 0.02;
const DISPUTED = 0.004;
/** How much of a payment goes back. Thirds leave odd cents. */
const PARTS = [
  [1, 5],
  [1 / 2, 3],
  [1 / 3, 2],
] as const;
const POLICIES = [
  ['unused', 6],
  ['full', 3],
  ['keep', 1],
] as const;
const ENDINGS = [
  ['lost', 5],
  ['won', 3],
  ['needs_response', 2],
] as const;

type Bought = { offer: Offer; description: string; invoice?: string };

/** Money comes in, and sometimes goes back. The caller gives the credits. */
export function pay(resident: Resident, bought: Bought, at: number): PaymentRow {
  const payment = registerCharge(resident, bought, null, at);
  const { random } = resident;
  if (random.chance(REFUNDED))
    whenNothingIsHeld(resident, at + random.int(1, 20 * 24) * HOUR, (now) => refund(resident, payment, now));
  else if (random.chance(DISPUTED))
    whenNothingIsHeld(resident, at + random.int(3, 60) * DAY, (now) => dispute(resident, payment, now));
  return payment;
}

/** Returns that meet a hold are for the tests: what it lets go of later would have to be settled then. */
function whenNothingIsHeld(resident: Resident, at: number, act: (at: number) => void): void {
  const { agenda, ledger } = resident;
  agenda.plan(at, () => {
    if (ledger.wallet.held > 0) whenNothingIsHeld(resident, at + HOUR, act);
    else act(at);
  });
}

/** A bank says no: an attempt that took nothing. */
export function declined(resident: Resident, bought: Bought, at: number): void {
  const { code, declineCode, message } = someDecline(resident.random);
  registerCharge(
    resident,
    bought,
    { failure_code: code, decline_code: declineCode, failure_message: message },
    at,
  );
}

const noFailure = { failure_code: null, decline_code: null, failure_message: null };

function registerCharge(
  { id: user_id, user, random, world, card }: Resident,
  { offer, description, invoice }: Bought,
  failure: { failure_code: string; decline_code: string; failure_message: string } | null,
  at: number,
): PaymentRow {
  user.stripe_customer_id ??= random.stripeId('cus', 14);
  return world.book.insert('payments', {
    id: random.uuid(at),
    user_id,
    stripe_charge_id: random.stripeId('ch'),
    stripe_payment_intent_id: random.stripeId('pi'),
    stripe_checkout_session_id: null,
    stripe_invoice_id: invoice ?? null,
    stripe_customer_id: user.stripe_customer_id,
    kind: offer.kind,
    description,
    price_id: offer.price_id,
    quantity: 1,
    status: failure ? 'failed' : 'succeeded',
    currency: offer.currency,
    amount_minor: offer.unit_amount_minor,
    received_minor: failure ? 0 : offer.unit_amount_minor,
    credit_amount: failure ? 0 : offer.amount,
    ...(failure ?? noFailure),
    ...card,
    receipt_number: null,
    receipt_issued_at: null,
    paid_at: failure ? null : iso(at),
    created_at: iso(at),
    registered_at: iso(at + 2 * SECOND),
  });
}

/** A refund that an operator asked for has its operation; one made in Stripe's dashboard has policy `unused` and none. */
function refund(resident: Resident, payment: PaymentRow, at: number): void {
  const { random, world } = resident;
  const policy = random.weighted(POLICIES);
  const amount_minor = Math.max(1, Math.floor(payment.received_minor * random.weighted(PARTS)));
  const [id, operation_id, stripe_id] = [random.uuid(at), random.uuid(at), random.stripeId('re')];
  const ours = policy !== 'unused';
  if (ours) {
    const parameters = { refund_id: id, charge: payment.stripe_charge_id, amount_minor, notify: false };
    const key = { kind: 'refund.create', idempotency_key: `refund:${random.hex(64)}` };
    succeededOperation(resident, { id: operation_id, parameters, stripe_id, ...key }, at);
  }
  world.book.insert('refunds', {
    id,
    payment_id: payment.id,
    stripe_id,
    operation_id: ours ? operation_id : null,
    currency: payment.currency,
    amount_minor,
    status: 'succeeded',
    policy,
    reason: ours ? 'Asked for it' : 'requested_by_customer',
    created_at: iso(at),
    succeeded_at: iso(at + SECOND),
  });
  takeForRefund(resident, { payment, refund_id: id, amount_minor, policy }, at);
}

/** The bank takes all of a payment back, and mostly decides weeks later. */
function dispute(resident: Resident, payment: PaymentRow, at: number): void {
  const { random, world } = resident;
  const amount_minor = payment.received_minor;
  const row = world.book.insert('disputes', {
    id: random.uuid(at),
    payment_id: payment.id,
    stripe_id: random.stripeId('du'),
    currency: payment.currency,
    amount_minor,
    status: 'needs_response',
    reason: random.pick(['fraudulent', 'product_not_received', 'general']),
    is_charge_refundable: false,
    funds_withdrawn: true,
    evidence_due_at: iso(at + 14 * DAY),
    closed_at: null,
    created_at: iso(at),
  });
  const frozen = freezeForDispute(resident, { payment, dispute_id: row.id, amount_minor }, at);
  const ending = random.weighted(ENDINGS);
  if (ending === 'needs_response') return;
  const decided = at + random.int(18, 30) * DAY;
  whenNothingIsHeld(resident, decided, (now) => decide(resident, { row, frozen, ending }, now));
}

type Case = { row: object; frozen: ReturnRow; ending: 'won' | 'lost' };

/** Who owes meanwhile loses: what came back would first have to repay. */
function decide(resident: Resident, { row, frozen, ending: hoped }: Case, at: number): void {
  const ending = resident.ledger.wallet.debt > 0 ? 'lost' : hoped;
  Object.assign(row, { status: ending, funds_withdrawn: ending === 'lost', closed_at: iso(at) });
  if (ending === 'won') releaseDispute(resident, frozen, at);
  else takeForLostDispute(resident, frozen, at);
}
