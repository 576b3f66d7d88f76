import type Stripe from 'stripe';
import type { Call } from './call.js';
import { cardByNumber, type TestCard } from './cards.js';
import { invalidRequest } from './errors.js';
import { hiddenOf, saveHidden } from './store.js';

type Method = Stripe.PaymentMethod;

/** How the card behind a payment method behaves. */
export async function testCardOf(call: Call, method: Method): Promise<TestCard> {
  const { number } = await hiddenOf(call, method.id);
  const card = cardByNumber(String(number));
  if (!card) throw new Error(`payment method ${method.id} has no test card behind it`);
  return card;
}

/** Whether it was saved for payments without its holder. */
export async function isSetUp(call: Call, method: Method): Promise<boolean> {
  return (await hiddenOf(call, method.id)).setUp === true;
}

export async function markSetUp(call: Call, method: Method): Promise<void> {
  await saveHidden(call, method.id, { setUp: true });
}

/** Taken away from its customer it can never be used again. */
export async function markDetached(call: Call, method: Method): Promise<void> {
  await saveHidden(call, method.id, { detached: true });
}

export async function refuseDetached(call: Call, { id }: Method): Promise<void> {
  if (!(await hiddenOf(call, id)).detached) return;
  throw invalidRequest(
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
  );
}
