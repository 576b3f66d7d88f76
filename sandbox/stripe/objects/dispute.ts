import type Stripe from 'stripe';
import { newId } from '../ids.js';
import { buildBalanceTransaction } from './balance-transaction.js';

type Given = Partial<Stripe.Dispute> & { amount: number; created: number; currency: string; charge: string };

const RESPONSE_SECONDS = 9 * 24 * 3600;

/** Every field of the answer to a dispute, empty. */
export const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** A complete dispute that waits for a response. `amount` in minor units. */
export function buildDispute(given: Given): Stripe.Dispute {
  return {
    id: newId('dp', 24),
    object: 'dispute',
    balance_transactions: [],
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: given.created + RESPONSE_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: null,
    reason: 'fraudulent',
    status: 'needs_response',
    ...given,
  };
}

/** Stripe's fee for a dispute, in minor units. */
const FEE = 1500;

/** Money that a dispute takes (negative, and a fee with it) or gives back. */
export function buildDisputeTransaction(
  { id: source, currency: disputed }: Stripe.Dispute,
  { currency = disputed, ...given }: { id?: string; amount: number; created: number; currency?: string },
): Stripe.BalanceTransaction {
  const taken = given.amount < 0;
  const detail = { amount: FEE, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' };
  return buildBalanceTransaction({
    ...given,
    currency,
    description: taken ? 'Chargeback withdrawal' : 'Chargeback reversal',
    reporting_category: taken ? 'dispute' : 'dispute_reversal',
    source,
    type: 'adjustment',
    ...(taken ? { fee: FEE, fee_details: [detail], net: given.amount - FEE } : {}),
  });
}
