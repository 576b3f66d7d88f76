import type Stripe from 'stripe';
import { newId } from '../ids.js';

type Given = Partial<Stripe.Refund> & { amount: number; created: number; currency: string; charge: string };

/** A complete refund to a card, succeeded unless told otherwise. `amount` in minor units. */
export function buildRefund(given: Given): Stripe.Refund {
  return {
    id: newId('re', 24),
    object: 'refund',
    balance_transaction: null,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
    ...given,
  };
}
