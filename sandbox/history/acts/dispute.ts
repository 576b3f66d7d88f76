import type Stripe from 'stripe';
import { buildDispute, buildDisputeTransaction } from '../../stripe/objects/dispute.js';
import type { Customer } from '../customer.js';
import { freezeForDispute, releaseDispute, takeForLostDispute } from '../quickscale/returns.js';
import type { PaymentRow } from '../rows.js';
import { settled } from '../stripe/charge.js';
import { DAY, iso, SECOND, unix } from '../time.js';
import { heardAfter } from './buy-pack.js';

export type Claim = {
  payment: PaymentRow;
  reason: 'fraudulent' | 'product_not_received' | 'duplicate' | 'general';
  /** How the bank decides; none: not yet. */
  outcome?: 'won' | 'lost';
};

/** A customer's bank disputes a payment, and decides weeks later. */
export function planDispute(customer: Customer, claim: Claim, at: number): void {
  customer.agenda.plan(at, () => {
    const dispute = openDispute(customer, claim, at);
    customer.agenda.follow(at + heardAfter(customer), (now) => follow(customer, claim, dispute, now));
  });
}

function openDispute(customer: Customer, { payment, reason }: Claim, at: number): Stripe.Dispute {
  const { random, world } = customer;
  const { book } = world;
  const charge = book.objects.get(payment.stripe_charge_id)?.doc as Stripe.Charge;
  const network = charge.payment_method_details?.card?.network ?? 'visa';
  const dispute = buildDispute({
    id: random.stripeId('du'),
    amount: charge.amount - charge.amount_refunded,
    charge: charge.id,
    created: unix(at),
    currency: charge.currency,
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: network, case_type: 'chargeback', network, network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
  });
  charge.disputed = true;
  moveMoney(customer, dispute, -dispute.amount, at);
  book.addObject(dispute);
  book.tell('charge.dispute.created', dispute, at);
  return dispute;
}

/** Stripe takes the money when a dispute opens, and gives it back when it is won. */
function moveMoney({ random, world }: Customer, dispute: Stripe.Dispute, amount: number, at: number): void {
  const given = { id: random.stripeId('txn'), amount, created: unix(at) };
  const transaction = buildDisputeTransaction(dispute, given);
  dispute.balance_transactions.push(settled(world.now, world.book.addObject(transaction)));
}

function follow(customer: Customer, { payment, outcome }: Claim, dispute: Stripe.Dispute, at: number): void {
  const { random, world, agenda } = customer;
  const row = world.book.insert('disputes', {
    id: random.uuid(at),
    payment_id: payment.id,
    stripe_id: dispute.id,
    currency: dispute.currency,
    amount_minor: dispute.amount,
    status: dispute.status,
    reason: dispute.reason,
    is_charge_refundable: false,
    funds_withdrawn: true,
    evidence_due_at: iso((dispute.evidence_details.due_by ?? dispute.created) * 1000),
    closed_at: null,
    created_at: iso(dispute.created * 1000),
  });
  const frozen = freezeForDispute(
    customer,
    { payment, dispute_id: row.id, amount_minor: dispute.amount },
    at,
  );
  if (!outcome) return;
  const decided = at + random.int(18, 30) * DAY;
  agenda.plan(decided, () => {
    decide(customer, dispute, outcome, decided);
    agenda.follow(decided + heardAfter(customer), (now) => {
      const closed_at = iso(unix(decided) * SECOND);
      Object.assign(row, { status: outcome, funds_withdrawn: outcome === 'lost', closed_at });
      if (outcome === 'won') releaseDispute(customer, frozen, now);
      else {
        takeForLostDispute(customer, frozen, now);
        frozen.returned_at = closed_at;
      }
    });
  });
}

function decide(customer: Customer, dispute: Stripe.Dispute, outcome: 'won' | 'lost', at: number): void {
  const { book } = customer.world;
  dispute.status = outcome;
  dispute.evidence_details.has_evidence = true;
  dispute.evidence_details.submission_count = 1;
  if (outcome === 'won') moveMoney(customer, dispute, dispute.amount, at);
  book.tell('charge.dispute.closed', dispute, at);
}
