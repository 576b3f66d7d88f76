import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { lock, save } from '../store.js';

/** The intent that is to pay an invoice asks for what is left of it; `due` in minor units. */
export async function askForLess(call: Call, payment: Stripe.InvoicePayment, due: number): Promise<void> {
  await save(call, { ...payment, amount_requested: due });
  const intent = await lock(call, 'payment_intent', String(payment.payment.payment_intent));
  await save(call, { ...intent, amount: due });
}
