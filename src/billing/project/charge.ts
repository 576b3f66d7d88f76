import type Stripe from 'stripe';
import { crashPoint } from '../../platform/crash.js';
import type { Queryable, Tx } from '../../platform/db.js';
import { NOT_REGISTERED } from '../by-hand/unregistered.js';
import { type Finding, raise, resolve } from '../discrepancies.js';
import { invoiceByStripeId } from '../invoices.js';
import { grantPlanLines, lockInvoice } from '../plan-credits.js';
import { type Purchase, payerOf, purchaseOf } from '../purchase.js';
import { hasPaid, type RegisteredPayment, registerPayment } from '../registration.js';
import { READ } from '../stripe/client.js';
import { firstUnknown, mirrored, type ObjectRef } from '../stripe/mirror.js';
import { type ChargeWithReturns, readCharge, returnsBehind } from './charge-returns.js';
import { lockPaymentIntent } from './payment-intent.js';
import { idOf, type Projection } from './projection.js';

/** A charge becomes a payment: the heart of the way in. */
export const chargeProjection: Projection<ChargeWithReturns> = {
  read: readCharge,
  needs: parentsOf,
  project: registerCharge,
};

/** The intent; then the invoice it paid or its session, where the intent does not say what was bought; then price and customer. */
async function parentsOf(
  { db, stripe }: { db: Queryable; stripe: Stripe },
  charge: Stripe.Charge,
): Promise<ObjectRef[]> {
  const customer = idOf(charge.customer);
  const parents: ObjectRef[] = customer ? [{ type: 'customer', id: customer }] : [];
  const id = idOf(charge.payment_intent);
  if (!id) return parents;
  const intent: ObjectRef = { type: 'payment_intent', id };
  if (await firstUnknown(db, [intent])) return [...parents, intent];
  const { price, session, invoice } = await purchaseOf(db, charge);
  if (invoice) parents.push({ type: 'invoice', id: invoice });
  if (price) return [...parents, { type: 'price', id: price }];
  if (session || invoice) return parents;
  const paid = await stripe.invoicePayments.list(
    { payment: { type: 'payment_intent', payment_intent: id }, limit: 1 },
    READ,
  );
  if (paid.data[0]) return [...parents, { type: 'invoice_payment', id: paid.data[0].id }];
  const sessions = await stripe.checkout.sessions.list({ payment_intent: id, limit: 1 }, READ);
  return [
    ...parents,
    ...sessions.data.map((session): ObjectRef => ({ type: 'checkout.session', id: session.id })),
  ];
}

async function registerCharge(tx: Tx, charge: ChargeWithReturns): Promise<ObjectRef[]> {
  const intent = idOf(charge.payment_intent);
  if (intent) await lockPaymentIntent(tx, intent);
  const purchase = await purchaseOf(tx, charge);
  // Before the payment's row, which the invoice's own projection takes after it.
  if (purchase.invoice) await lockInvoice(tx, purchase.invoice);
  const user_id = await payerOf(tx, charge, purchase);
  const payment = user_id && (await registerPayment(tx, { charge, purchase, user_id }));
  if (payment && purchase.invoice) await grantPaidPlan(tx, purchase.invoice);
  crashPoint('payment.before_commit');
  if (payment) return agreed(tx, { charge, purchase, payment });
  if (charge.status !== 'failed') await raise(tx, unlinkable(charge, user_id));
  return hasPaid(charge) ? returnsBehind(tx, charge) : [];
}

/** The invoice gives the credits of its lines, if it is known to be paid by now; otherwise its own projection will. */
async function grantPaidPlan(tx: Tx, invoice_id: string): Promise<void> {
  const known = await invoiceByStripeId(tx, invoice_id);
  const invoice = await mirrored<Stripe.Invoice>(tx, invoice_id);
  if (known && invoice) await grantPlanLines(tx, { invoice, known });
}

function unlinkable(charge: Stripe.Charge, user_id: string | null): Finding {
  const { id: stripe_id, amount: amount_minor, currency } = charge;
  const detail = {
    amount_minor,
    currency,
    customer: idOf(charge.customer),
    payment_intent: idOf(charge.payment_intent),
  };
  return user_id
    ? {
        kind: 'charged_not_registered',
        stripe_id,
        user_id,
        detail: { why: 'Nothing says what was bought with it.', ...detail },
      }
    : {
        kind: 'unknown_customer',
        stripe_id,
        detail: { why: 'Stripe charged someone whom we do not know.', ...detail },
      };
}

/** What was open about the charge is settled; what does not fit is raised; returns that waited for it go on. */
async function agreed(
  tx: Tx,
  {
    charge,
    purchase,
    payment,
  }: { charge: ChargeWithReturns; purchase: Purchase; payment: RegisteredPayment },
): Promise<ObjectRef[]> {
  await resolve(tx, { stripe_id: charge.id, kinds: NOT_REGISTERED, reason: 'Registered.' });
  const misfit = misfitOf(charge, purchase, payment);
  if (misfit) await raise(tx, misfit);
  const behind = hasPaid(charge) ? await returnsBehind(tx, charge) : [];
  return [...behind, ...(await returnsThatWaited(tx, charge.id))];
}

function misfitOf(
  charge: Stripe.Charge,
  { session, quantity, invoice, by_hand }: Purchase,
  payment: RegisteredPayment,
): Finding | undefined {
  const { id: stripe_id, currency } = charge;
  const { user_id, price } = payment;
  const charged_minor = hasPaid(charge) ? charge.amount_captured : charge.amount;
  // An operator who says what was bought has seen what was paid.
  if (charge.status === 'failed' || by_hand) return undefined;
  if (!price) return billsNoPlan(charge, { invoice, user_id });
  if (price.currency !== currency) {
    const detail = {
      why: 'It was paid in another currency than the price’s.',
      charged: currency,
      price: price.currency,
    };
    return { kind: 'currency_mismatch', stripe_id, user_id, detail };
  }
  if (invoice) return undefined;
  const due_minor = session?.amount_total ?? price.unit_amount_minor * quantity;
  if (due_minor === charged_minor) return undefined;
  return {
    kind: 'amount_mismatch',
    stripe_id,
    user_id,
    detail: { why: 'Another amount was charged than the price says.', due_minor, charged_minor },
  };
}

function billsNoPlan(
  charge: Stripe.Charge,
  { invoice, user_id }: { invoice: string | null; user_id: string },
): Finding | undefined {
  if (!invoice || !hasPaid(charge)) return undefined;
  const { id: stripe_id, amount_captured: charged_minor, currency } = charge;
  const why = 'An invoice was paid that bills no period of a plan: it gave no credits.';
  return {
    kind: 'paid_without_credits',
    stripe_id,
    user_id,
    detail: { why, invoice, charged_minor, currency },
  };
}

/** Refunds and disputes that were seen before their payment was registered. */
async function returnsThatWaited(tx: Tx, charge_id: string): Promise<ObjectRef[]> {
  return tx.query<ObjectRef>(
    `SELECT o.type, o.id FROM discrepancies d JOIN stripe_objects o ON o.id = d.stripe_id
     WHERE d.status = 'open' AND d.kind = 'refund_mismatch' AND o.data ->> 'charge' = $1`,
    [charge_id],
  );
}
