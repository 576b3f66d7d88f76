import type Stripe from 'stripe';
import type { Queryable } from '../platform/db.js';
import { type RegisteredByHand, registeredByHand } from './by-hand/registered-by-hand.js';
import { type PlanLine, planLinesOf } from './invoices.js';
import { idOf, uuidIn } from './project/projection.js';
import { mirrored } from './stripe/mirror.js';

/** What a charge was made for, as far as Stripe's objects say. */
export interface Purchase {
  /** The price's id in Stripe, or null when nothing says what was bought. */
  price: string | null;
  quantity: number;
  session: Stripe.Checkout.Session | null;
  /** The invoice that it paid, by Stripe's id: then the price is a plan's. */
  invoice: string | null;
  /** The plan's period that the invoice bills. */
  period: PlanLine['period'] | null;
  /** The user whom our own checkout wrote into the intent; null for payments that were not begun here. */
  user_id: string | null;
  /** What an operator said, where Stripe's objects say nothing that we know: then the price is his. */
  by_hand: RegisteredByHand | null;
}

/** The metadata that our checkout puts on its payment intents. */
export interface PurchaseMetadata {
  user_id: string;
  price: string;
  quantity: string;
  operation_id: string;
}

/** What an operator said that it was, which he may where Stripe's objects name nothing that we sell; else what they say. */
export async function purchaseOf(db: Queryable, charge: Stripe.Charge): Promise<Purchase> {
  const told = await toldByStripe(db, idOf(charge.payment_intent));
  const by_hand = told.invoice ? undefined : await registeredByHand(db, charge.id);
  if (!by_hand) return { ...told, by_hand: null };
  const { price, quantity } = by_hand;
  return { ...told, price, quantity, by_hand };
}

type Told = Omit<Purchase, 'by_hand'>;

const NOTHING: Told = { price: null, quantity: 1, session: null, invoice: null, period: null, user_id: null };

/** Reads the purchase from the mirror: our metadata on the intent, else the one line of its Checkout session. */
async function toldByStripe(db: Queryable, intent_id: string | null): Promise<Told> {
  if (!intent_id) return NOTHING;
  const intent = await mirrored<Stripe.PaymentIntent>(db, intent_id);
  const session = await sessionOf(db, intent_id);
  const invoice = await invoiceOf(db, intent_id);
  const plan = invoice ? await planLine(db, invoice) : null;
  const line = plan ?? (invoice ? null : (lineFromMetadata(intent?.metadata) ?? lineOf(session)));
  return {
    price: line?.price ?? null,
    quantity: line?.quantity ?? 1,
    session,
    invoice,
    period: plan?.period ?? null,
    user_id: uuidIn(intent?.metadata, 'user_id') ?? uuidIn(session?.metadata, 'user_id'),
  };
}

async function invoiceOf(db: Queryable, intent_id: string): Promise<string | null> {
  const row = await db.maybeOne<{ data: Stripe.InvoicePayment }>(
    `SELECT data FROM stripe_objects WHERE type = 'invoice_payment' AND data -> 'payment' ->> 'payment_intent' = $1
     ORDER BY created_at LIMIT 1`,
    [intent_id],
  );
  return row ? idOf(row.data.invoice) : null;
}

/** What an invoice bills first: it has one plan. */
async function planLine(db: Queryable, invoice_id: string): Promise<PlanLine | null> {
  const invoice = await mirrored<Stripe.Invoice>(db, invoice_id);
  return (invoice && planLinesOf(invoice)[0]) ?? null;
}

async function sessionOf(db: Queryable, intent_id: string): Promise<Stripe.Checkout.Session | null> {
  const row = await db.maybeOne<{ data: Stripe.Checkout.Session }>(
    `SELECT data FROM stripe_objects WHERE type = 'checkout.session' AND data ->> 'payment_intent' = $1
     ORDER BY created_at LIMIT 1`,
    [intent_id],
  );
  return row?.data ?? null;
}

type Line = { price: string; quantity: number };

function lineFromMetadata(metadata: Stripe.Metadata | undefined): Line | null {
  const { price, quantity } = metadata ?? {};
  if (!price?.startsWith('price_') || !/^[1-9]\d{0,5}$/.test(quantity ?? '')) return null;
  return { price, quantity: Number(quantity) };
}

function lineOf(session: Stripe.Checkout.Session | null): Line | null {
  const [line, another] = session?.line_items?.data ?? [];
  if (!line?.price || another) return null;
  return { price: line.price.id, quantity: line.quantity ?? 1 };
}

/** The customer who paid: whom Stripe's customer is linked to, else whom our checkout named, or an operator. Null when unknown. */
export async function payerOf(
  db: Queryable,
  charge: Stripe.Charge,
  purchase: Purchase,
): Promise<string | null> {
  const row = await db.maybeOne<{ id: string }>(
    `SELECT u.id FROM users u JOIN wallets w ON w.id = u.id
     WHERE u.stripe_customer_id = $1 OR u.id IN ($2, $3, $4)
     ORDER BY u.stripe_customer_id = $1 DESC NULLS LAST, u.id = $2 DESC NULLS LAST, u.id = $3 DESC NULLS LAST LIMIT 1`,
    [
      idOf(charge.customer),
      purchase.user_id,
      await userNamedByCustomer(db, charge),
      purchase.by_hand?.user_id ?? null,
    ],
  );
  return row?.id ?? null;
}

/** A second customer that Stripe has for a user is not linked, but says whose it is. */
async function userNamedByCustomer(db: Queryable, charge: Stripe.Charge): Promise<string | null> {
  const customer_id = idOf(charge.customer);
  const customer = customer_id && (await mirrored<Stripe.Customer>(db, customer_id));
  return customer ? uuidIn(customer.metadata, 'user_id') : null;
}
