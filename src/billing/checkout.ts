import { createHash } from 'node:crypto';
import { crashPoint } from '../platform/crash.js';
import { InvalidInput } from '../platform/errors.js';
import { type Offer, offerForSale } from './catalogue.js';
import { ensureCustomer, runNow } from './customers.js';
import type { BillingDeps } from './deps.js';
import { FormKeyReused } from './errors.js';
import type { CreateCheckoutSession } from './operations/create-checkout-session.js';
import { sessionPage } from './session-page.js';
import { type Operation, operationByKey, writeOperation } from './stripe/operations.js';
import { requireNoPlan } from './subscriptions/require-none.js';

export const CHECKOUT_QUANTITY_MAX = 100;

/** Where Stripe sends the customer back to: pages of the portal. */
const SUCCESS_PATH = '/checkout/success?session_id={CHECKOUT_SESSION_ID}';
const CANCEL_PATH = '/checkout/cancelled';

export interface CheckoutRequest {
  user_id: string;
  /** Our id of the price. */
  price_id: string;
  quantity?: number;
  /** The form's key: sending the same form again opens the same payment page. */
  key: string;
}

/**
 * Opens a hosted payment page for a one-time pack, or for a plan where the customer has none.
 *
 * @returns the address to send the customer to
 * @throws NotForSale, InvalidInput, AlreadySubscribed, FormKeyReused, CheckoutOver, StripeUnavailable, StripeRefused
 */
export async function startCheckout(deps: BillingDeps, request: CheckoutRequest): Promise<{ url: string }> {
  const { user_id, price_id, quantity = 1, key } = request;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > CHECKOUT_QUANTITY_MAX) {
    throw new InvalidInput({ quantity: `must be a whole number from 1 to ${CHECKOUT_QUANTITY_MAX}` });
  }
  const offer = await offerForSale(deps.db, price_id);
  if (offer.billing_interval && quantity !== 1) throw new InvalidInput({ quantity: 'must be 1 for a plan' });
  const customer = await ensureCustomer(deps, user_id);
  if (offer.billing_interval) await requireNoPlan(deps, { user_id, customer });
  const parameters = parametersOf(deps, { user_id, quantity, offer, customer });
  const operation = await writeDown(deps, { parameters, idempotency_key: keyOf(user_id, key) });
  crashPoint('checkout.operation_written');
  return { url: await sessionPage(deps, await runNow(deps, operation.id)) };
}

function parametersOf(
  { config }: BillingDeps,
  {
    user_id,
    quantity,
    offer,
    customer,
  }: { user_id: string; quantity: number; offer: Offer; customer: string },
): CreateCheckoutSession {
  const site = config.PUBLIC_URL.replace(/\/+$/, '');
  return {
    mode: offer.billing_interval ? 'subscription' : 'payment',
    user_id,
    customer,
    price: offer.stripe_id,
    quantity,
    success_url: `${site}${SUCCESS_PATH}`,
    cancel_url: `${site}${CANCEL_PATH}`,
  };
}

/** Hashed: the browser chose it, and the key goes to Stripe. */
function keyOf(user_id: string, key: string): string {
  return `checkout:${createHash('sha256').update(`${user_id}:${key}`).digest('hex')}`;
}

async function writeDown(
  { db }: BillingDeps,
  { parameters, idempotency_key }: { parameters: CreateCheckoutSession; idempotency_key: string },
): Promise<Operation> {
  const kind = 'checkout.session.create';
  const { user_id, price, quantity } = parameters;
  const written = await db.transaction((tx) =>
    writeOperation(tx, { kind, parameters, idempotency_key, user_id, inline: true }),
  );
  if (written) return written;
  const earlier = await operationByKey<CreateCheckoutSession>(db, idempotency_key);
  if (!earlier || earlier.parameters.price !== price || earlier.parameters.quantity !== quantity)
    throw new FormKeyReused();
  return earlier;
}
