import type Stripe from 'stripe';
import { fromCredits, grantCredits } from '../credits/index.js';
import type { Tx } from '../platform/db.js';
import { enqueue } from '../platform/outbox.js';
import { creditsInForce } from './credit-amount.js';
import { raise, resolve } from './discrepancies.js';
import { invoiceByStripeId, type KnownInvoice } from './invoices.js';
import { idOf, instant } from './project/projection.js';
import type { Purchase } from './purchase.js';
import { followPaid } from './top-up/follow.js';

export interface BoughtPrice {
  id: string;
  product_name: string;
  nickname: string;
  currency: string;
  unit_amount_minor: number;
}

export interface RegisteredPayment {
  id: string;
  user_id: string;
  price: BoughtPrice | undefined;
}

export interface Registration {
  charge: Stripe.Charge;
  purchase: Purchase;
  user_id: string;
}

/**
 * Writes a charge as a payment, once per charge, and gives the credits that it bought, once. What paid an invoice of
 * ours is a payment whatever was billed, and so is what an operator registered. Undefined when money was taken and nothing
 * says for what: that is for an operator to decide.
 */
export async function registerPayment(
  tx: Tx,
  registration: Registration,
): Promise<RegisteredPayment | undefined> {
  const { charge, purchase } = registration;
  const price = await boughtPrice(tx, purchase);
  const invoice = purchase.invoice ? await invoiceByStripeId(tx, purchase.invoice) : undefined;
  const known = await tx.maybeOne('SELECT FROM payments WHERE stripe_charge_id = $1', [charge.id]);
  const isNamed = price || invoice || purchase.by_hand || charge.status === 'failed';
  if (!known && !isNamed) return undefined;
  const credit_amount = await creditsBought(tx, registration, price);
  const payment = await upsertPayment(tx, { ...registration, price, invoice, credit_amount });
  if (hasPaid(charge)) await settlePayment(tx, payment);
  if (hasPaid(charge)) await followPaid(tx, { charge, credit_amount: payment.credit_amount });
  return { id: payment.id, user_id: payment.user_id, price };
}

/** Whether a charge's money was taken: an authorisation has succeeded too, and may still be let go. */
export function hasPaid({ status, captured }: Stripe.Charge): boolean {
  return status === 'succeeded' && captured;
}

/** A plan is bought with an invoice, anything else without. */
async function boughtPrice(tx: Tx, { price, invoice }: Purchase): Promise<BoughtPrice | undefined> {
  return tx.maybeOne<BoughtPrice>(
    `SELECT p.id, o.name AS product_name, p.nickname, p.currency, p.unit_amount_minor
     FROM prices p JOIN products o ON o.id = p.product_id WHERE p.stripe_id = $1 AND (p.billing_interval IS NOT NULL) = $2`,
    [price, invoice !== null],
  );
}

/** Hundredths. 0 for what is not paid, for a plan (its invoice gives them), and for a price that does not say: then the catalogue's fault is raised. */
async function creditsBought(
  tx: Tx,
  { charge, purchase, user_id }: Registration,
  price: BoughtPrice | undefined,
): Promise<number> {
  if (!price || purchase.invoice || !hasPaid(charge)) return 0;
  const { id: stripe_id, created } = charge;
  const credits = await creditsInForce(tx, { price_id: price.id, at: instant(created) });
  if (credits !== null) {
    await resolve(tx, { stripe_id, kinds: ['catalogue_fault'], reason: 'The catalogue was mended.' });
    return fromCredits(credits * purchase.quantity);
  }
  const why = 'It was paid, and neither the price nor its product says how many credits that buys.';
  await raise(tx, { kind: 'catalogue_fault', stripe_id, user_id, detail: { why, price: purchase.price } });
  return 0;
}

interface PaymentRow {
  id: string;
  user_id: string;
  stripe_charge_id: string;
  kind: 'pack' | 'subscription' | 'other';
  credit_amount: number;
}

/** What was bought and for whom stays as first registered; what the charge says follows the charge. */
async function upsertPayment(
  tx: Tx,
  given: Registration & {
    price: BoughtPrice | undefined;
    invoice: KnownInvoice | undefined;
    credit_amount: number;
  },
): Promise<PaymentRow> {
  const { charge, purchase, user_id, price, invoice, credit_amount } = given;
  const card = charge.payment_method_details?.card;
  const paid = hasPaid(charge);
  return tx.one<PaymentRow>(
    `INSERT INTO payments (user_id, stripe_charge_id, stripe_payment_intent_id, stripe_checkout_session_id, stripe_invoice_id, stripe_customer_id,
       kind, description, price_id, quantity, status, currency, amount_minor, received_minor, credit_amount,
       failure_code, decline_code, failure_message, card_brand, card_last4, paid_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
     ON CONFLICT (stripe_charge_id) DO UPDATE
     SET stripe_checkout_session_id = coalesce(EXCLUDED.stripe_checkout_session_id, payments.stripe_checkout_session_id),
         stripe_invoice_id = coalesce(EXCLUDED.stripe_invoice_id, payments.stripe_invoice_id),
         status = EXCLUDED.status, received_minor = EXCLUDED.received_minor, paid_at = EXCLUDED.paid_at,
         credit_amount = coalesce(nullif(payments.credit_amount, 0), EXCLUDED.credit_amount),
         failure_code = EXCLUDED.failure_code, decline_code = EXCLUDED.decline_code, failure_message = EXCLUDED.failure_message,
         card_brand = EXCLUDED.card_brand, card_last4 = EXCLUDED.card_last4
     RETURNING id, user_id, stripe_charge_id, kind, credit_amount`,
    [
      user_id,
      charge.id,
      idOf(charge.payment_intent),
      purchase.session?.id ?? null,
      purchase.invoice,
      idOf(charge.customer),
      kindOf(purchase, price, invoice),
      price ? descriptionOf(purchase, price) : otherwiseNamed(given),
      price?.id ?? null,
      price ? purchase.quantity : null,
      statusOf(charge),
      charge.currency,
      charge.amount,
      paid ? charge.amount_captured : 0,
      credit_amount,
      charge.failure_code,
      charge.outcome?.reason ?? null,
      charge.failure_message,
      card?.brand ?? null,
      card?.last4 ?? null,
      paid ? instant(charge.created) : null,
      instant(charge.created),
    ],
  );
}

/** An authorisation waits to be taken, until it is let go: Stripe says then that it was refunded. */
function statusOf(charge: Stripe.Charge): Stripe.Charge.Status {
  if (charge.status !== 'succeeded' || hasPaid(charge)) return charge.status;
  return charge.refunded ? 'failed' : 'pending';
}

/** What a subscription's invoice bills is the subscription's, be it a part of a period. */
function kindOf(
  purchase: Purchase,
  price: BoughtPrice | undefined,
  invoice: KnownInvoice | undefined,
): PaymentRow['kind'] {
  if (price) return purchase.invoice ? 'subscription' : 'pack';
  return invoice?.subscription_id ? 'subscription' : 'other';
}

function descriptionOf({ quantity, period }: Purchase, price: BoughtPrice): string {
  if (period) return `${price.product_name}, ${dayAndMonth(period.start)} to ${dayAndMonth(period.end)}`;
  const name = price.nickname || price.product_name;
  return quantity === 1 ? name : `${quantity} × ${name}`;
}

function otherwiseNamed({
  charge,
  purchase,
  invoice,
}: Registration & { invoice: KnownInvoice | undefined }): string {
  const said = purchase.by_hand?.description || charge.description || '';
  return STRIPES_WORDS[said] || said || (invoice?.number ? `Invoice ${invoice.number}` : 'Payment');
}

/** What Stripe writes on a plan's charges by itself: a declined first one has no invoice yet that names the plan. */
const STRIPES_WORDS: Readonly<Record<string, string>> = {
  'Subscription creation': 'First payment of a plan',
  'Subscription update': 'Payment of a plan',
};

/** A subscription's credits come with its invoice lines, not with the charge that pays them. */
async function settlePayment(tx: Tx, payment: PaymentRow): Promise<void> {
  if (payment.credit_amount > 0 && payment.kind !== 'subscription') {
    await grantCredits(tx, {
      wallet_id: payment.user_id,
      type: 'pay_as_you_go',
      amount: payment.credit_amount,
      source: 'payment',
      source_id: payment.stripe_charge_id,
      payment_id: payment.id,
    });
  }
  await enqueue(tx, { queue: 'receipts', key: `receipt:${payment.id}` });
}

/** "3 Nov", in UTC. */
function dayAndMonth(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
