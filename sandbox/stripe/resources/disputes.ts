import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildDispute, buildDisputeTransaction } from '../objects/dispute.js';
import { text } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, save } from '../store.js';
import { setTimer } from '../timers.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  charge: text.optional(),
  payment_intent: text.optional(),
});

export interface DisputeWish {
  reason: string;
  /** Default: what is left of the charge. */
  amount?: number | undefined;
  /** Default: the charge's. In another one, the amount is the charge's at a fixed rate, and money moves in the charge's. */
  currency?: string | undefined;
  /** The bank only asks: no money moves, and the charge may still be refunded. */
  inquiry?: boolean | undefined;
}

export const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  'prevented',
] as const satisfies readonly Stripe.Dispute.Status[];

/** The cardholder's bank disputes a charge, which must be locked or new in this call. */
export async function openDispute(
  call: Call,
  charge: Stripe.Charge,
  { reason, currency = charge.currency, amount = disputable(charge, currency), inquiry = false }: DisputeWish,
): Promise<Stripe.Dispute> {
  const network = charge.payment_method_details?.card?.network ?? 'visa';
  const opened = buildDispute({
    amount,
    charge: charge.id,
    created: call.now,
    currency,
    is_charge_refundable: inquiry,
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: network,
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network,
        network_reason_code: '10.4',
      },
      type: 'card',
    },
    reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  });
  await insert(call, opened);
  await save(call, { ...charge, disputed: true });
  await emit(call, 'charge.dispute.created', opened);
  const { due_by } = opened.evidence_details;
  if (due_by !== null) await setTimer(call, 'dispute.evidence_due', opened.id, due_by);
  return moveMoney(call, opened);
}

/** What one unit of a charge's currency is in any other: a bank's rate of this simulator's own. */
const RATE = 1.25;

function disputable({ amount, amount_refunded, currency }: Stripe.Charge, asked: string): number {
  const left = amount - amount_refunded;
  return asked === currency ? left : Math.round(left * RATE);
}

/** The bank, or Stripe, moves a dispute on: to any status, since appeals do. Money follows. */
export async function moveDispute(
  call: Call,
  id: string,
  status: Stripe.Dispute.Status,
): Promise<Stripe.Dispute> {
  const before = await lock(call, 'dispute', id);
  const is_charge_refundable = status.startsWith('warning_');
  const moved = await moveMoney(call, await save(call, { ...before, status, is_charge_refundable }));
  await emit(call, CLOSED.has(status) ? 'charge.dispute.closed' : 'charge.dispute.updated', moved, before);
  return moved;
}

/** Whether a dispute keeps a charge from being refunded. */
export async function isChargedBack(call: Call, charge: Stripe.Charge): Promise<boolean> {
  if (!charge.disputed) return false;
  const { data } = await list(call, 'dispute', '/v1/disputes', { limit: 100 }, { charge: charge.id });
  return data.some(({ status }) => !MONEY_IS_OURS.has(status));
}

const CLOSED = new Set<Stripe.Dispute.Status>(['won', 'lost', 'warning_closed', 'prevented']);
const MONEY_IS_OURS = new Set<Stripe.Dispute.Status>([
  'won',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'prevented',
]);

/** Stripe takes the money while the bank has the better of it, and gives it back when that ends. */
async function moveMoney(call: Call, dispute: Stripe.Dispute): Promise<Stripe.Dispute> {
  const balance_minor = dispute.balance_transactions.reduce((sum, { amount }) => sum + amount, 0);
  const { currency } = await load(call, 'charge', String(dispute.charge));
  const disputed_minor = dispute.currency === currency ? dispute.amount : Math.round(dispute.amount / RATE);
  const due_minor = MONEY_IS_OURS.has(dispute.status) ? 0 : -disputed_minor;
  if (balance_minor === due_minor) return dispute;
  const given = { amount: due_minor - balance_minor, created: call.now, currency };
  const transaction = await insert(call, buildDisputeTransaction(dispute, given));
  const moved = await save(call, {
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, transaction],
  });
  const type = given.amount < 0 ? 'charge.dispute.funds_withdrawn' : 'charge.dispute.funds_reinstated';
  await emit(call, type, moved, dispute);
  return moved;
}

export const disputeRoutes = [
  route('get', '/v1/disputes', ListParams, (call, { charge, payment_intent, ...page }) =>
    list(call, 'dispute', '/v1/disputes', page, { charge, payment_intent }),
  ),
  route('get', '/v1/disputes/:id', z.strictObject({}), (call, _params, id) => load(call, 'dispute', id)),
];
