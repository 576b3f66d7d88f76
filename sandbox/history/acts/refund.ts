import type Stripe from 'stripe';
import type { OperatorRole } from '../../../src/accounts/index.js';
import { toCredits } from '../../../src/credits/index.js';
import type { Customer } from '../customer.js';
import { auditAct } from '../quickscale/audit.js';
import { succeededOperation } from '../quickscale/operation.js';
import { registerRefund } from '../quickscale/refund.js';
import type { PaymentRow, ReturnRow } from '../rows.js';
import { refundCharge } from '../stripe/refund.js';
import { SECOND } from '../time.js';
import { heardAfter } from './buy-pack.js';

export type RefundWish = {
  payment: PaymentRow;
  amount_minor: number;
  /** Who asked for it; none: it was made in Stripe's dashboard, and QuickScale only heard of it. */
  by?: OperatorRole;
  policy?: 'unused' | 'full' | 'keep';
  reason?: string;
  ticket?: string;
};

/** Money goes back to a customer, and credits with it. */
export function planRefund(customer: Customer, wish: RefundWish, at: number): void {
  const { by } = wish;
  customer.agenda.plan(at, () =>
    by ? refundHere(customer, wish, by, at) : refundAtStripe(customer, wish, at),
  );
}

/** Credits leave when the refund is written down; the money follows. */
function refundHere(customer: Customer, wish: RefundWish, by: OperatorRole, at: number): void {
  const { random, world } = customer;
  const { payment, amount_minor: amount, policy = 'unused', reason, ticket } = wish;
  const [refund_id, operation_id] = [random.uuid(at), random.uuid(at)];
  const charge = chargeOf(customer, payment);
  const before = {
    available: toCredits(customer.ledger.available(at)),
    refundable_minor: payment.received_minor - charge.amount_refunded,
  };
  const metadata = { refund_id, operation_id };
  const refund = refundCharge(customer, { charge, amount, metadata }, at + SECOND);
  const requested_by = world.staff[by];
  const operation = {
    id: operation_id,
    kind: 'refund.create',
    parameters: { refund_id, charge: charge.id, amount_minor: amount, notify: true },
    idempotency_key: `refund:${random.hex(64)}`,
    stripe_id: refund.id,
    requested_by,
  };
  succeededOperation(customer, operation, at);
  const asked = { operation_id, requested_by };
  const row = registerRefund(customer, { id: refund_id, payment, refund, policy, reason, ticket, asked }, at);
  auditRefund(customer, { wish, by, row, before }, at);
}

function refundAtStripe(customer: Customer, { payment, amount_minor: amount }: RefundWish, at: number): void {
  const charge = chargeOf(customer, payment);
  const refund = refundCharge(customer, { charge, amount, metadata: {} }, at);
  customer.agenda.follow(at + heardAfter(customer), (now) => {
    registerRefund(customer, { id: customer.random.uuid(now), payment, refund, policy: 'unused' }, now);
  });
}

function chargeOf({ world }: Customer, { stripe_charge_id }: PaymentRow): Stripe.Charge {
  return world.book.objects.get(stripe_charge_id)?.doc as Stripe.Charge;
}

type Audited = {
  wish: RefundWish;
  by: OperatorRole;
  row: ReturnRow;
  before: { available: number; refundable_minor: number };
};

function auditRefund(customer: Customer, { wish, by, row, before }: Audited, at: number): void {
  const { payment, amount_minor, reason, ticket } = wish;
  const after = {
    available: toCredits(customer.ledger.available(at)),
    refund_id: row.refund_id,
    amount_minor,
    currency: payment.currency,
    refundable_minor: before.refundable_minor - amount_minor,
    policy: row.policy,
    credits_taken: toCredits(row.taken),
    debt: toCredits(row.debt),
  };
  const subject = { type: 'payment', id: payment.id };
  auditAct(customer, { by, action: 'refund.request', subject, before, after, reason, ticket }, at);
}
