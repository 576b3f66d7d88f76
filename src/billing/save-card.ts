import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Db, Queryable } from '../platform/db.js';
import { askForRead, requireOwnSession } from './awaited-session.js';
import { ensureCustomer, runNow } from './customers.js';
import type { BillingDeps } from './deps.js';
import type { CreateSetupSession } from './operations/create-setup-session.js';
import { type PaymentMethodView, paymentMethodByStripeId } from './payment-methods.js';
import { idOf } from './project/projection.js';
import { sessionPage } from './session-page.js';
import { mirrored } from './stripe/mirror.js';
import { operationByKey, writeOperation } from './stripe/operations.js';

/** Where Stripe sends the customer back to: pages of the portal. */
const SUCCESS_PATH = '/payment-methods/saved?session_id={CHECKOUT_SESSION_ID}';
const CANCEL_PATH = '/payment-methods/not-saved';

/**
 * Opens a hosted page on which the customer saves a payment method. `key` is the form's: sent again it opens the
 * same page.
 *
 * @returns the address to send the customer to
 * @throws CheckoutOver, StripeUnavailable, StripeRefused
 */
export async function startSavingCard(
  deps: BillingDeps,
  { user_id, key }: { user_id: string; key: string },
): Promise<{ url: string }> {
  const site = deps.config.PUBLIC_URL.replace(/\/+$/, '');
  const parameters: CreateSetupSession = {
    user_id,
    customer: await ensureCustomer(deps, user_id),
    currency: await currencyOfShop(deps.db),
    success_url: `${site}${SUCCESS_PATH}`,
    cancel_url: `${site}${CANCEL_PATH}`,
  };
  const hash = createHash('sha256').update(`${user_id}:${key}`).digest('hex');
  const idempotency_key = `setup:${hash}`;
  const kind = 'checkout.session.setup';
  const written = await deps.db.transaction((tx) =>
    writeOperation(tx, { kind, parameters, idempotency_key, user_id, inline: true }),
  );
  const operation = written ?? (await operationByKey(deps.db, idempotency_key));
  return { url: await sessionPage(deps, await runNow(deps, operation?.id ?? '')) };
}

const CURRENCY_DEFAULT = 'eur';

/** The currency that most of what is for sale is priced in. */
async function currencyOfShop(db: Queryable): Promise<string> {
  const row = await db.maybeOne<{ currency: string }>(
    'SELECT currency FROM prices WHERE active AND fault IS NULL GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1',
  );
  return row?.currency ?? CURRENCY_DEFAULT;
}

/** What the page after saving may say. `saved` only once it is in the customer's list. */
export type SavingStatus =
  | { state: 'confirming' }
  | { state: 'saved'; method: PaymentMethodView }
  | { state: 'expired' };

/** @throws UnknownCheckout when it is not this customer's */
export async function savingStatus(
  db: Db,
  { session_id, user_id }: { session_id: string; user_id: string },
): Promise<SavingStatus> {
  await requireOwnSession(db, { session_id, user_id, kind: 'checkout.session.setup' });
  const session = await mirrored<Stripe.Checkout.Session>(db, session_id);
  if (session?.status === 'expired') return { state: 'expired' };
  const intent = await mirrored<Stripe.SetupIntent>(db, idOf(session?.setup_intent) ?? '');
  const saved = intent?.status === 'succeeded' ? idOf(intent.payment_method) : null;
  const method = saved ? await paymentMethodByStripeId(db, { stripe_id: saved, user_id }) : undefined;
  if (method) return { state: 'saved', method };
  await askForRead(db, session_id);
  return { state: 'confirming' };
}
