import type Stripe from 'stripe';
import type { Call } from './call.js';
import type { Decline } from './cards.js';
import { newId } from './ids.js';
import { chargeOf } from './objects/charge.js';

/** One try to pay an intent. */
export interface Attempt {
  method: Stripe.PaymentMethod;
  /** Where the customer goes after a challenge. */
  returnUrl?: string | undefined;
  /** The cardholder has just passed the challenge. */
  authenticated?: boolean;
  /** Nobody is there to pass a challenge. */
  offSession?: boolean;
  /** An unpaid invoice waits until its payer passes a challenge; other payments without him are declined. */
  waits?: boolean;
}

/** The charge that a try makes, accepted or declined; stored nowhere yet. */
export function chargeFor(
  call: Call,
  intent: Stripe.PaymentIntent,
  attempt: Attempt,
  decline?: Decline,
): Stripe.Charge {
  const { method, authenticated = false } = attempt;
  const id = newId('ch', 24);
  return chargeOf(intent, method, {
    id,
    authenticated,
    created: call.now,
    receipt_email: intent.receipt_email,
    receipt_url: `${call.publicUrl}/receipts/${id}`,
    ...(decline ? { decline } : {}),
  });
}
