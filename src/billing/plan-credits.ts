import type Stripe from 'stripe';
import { convertGrant, expireNow, fromCredits, grantCredits } from '../credits/index.js';
import type { Queryable, Tx } from '../platform/db.js';
import { creditsInForce } from './credit-amount.js';
import { raise, resolve } from './discrepancies.js';
import { endWithPlan, holdPlan } from './ended-plan.js';
import { intentsOf, type KnownInvoice, type PlanLine, planLinesOf } from './invoices.js';
import { instant } from './project/projection.js';
import { endedWithPeriod, type KnownSubscription, keepsCredits } from './subscription-rows.js';

/** Stripe leaves a renewal in draft for about an hour: the old credits live that long and some. */
export const GRACE_HOURS = 2;
const GRACE_MS = GRACE_HOURS * 3_600_000;

/**
 * Gives the credits of a paid invoice, once for each line that buys a plan period. Paid later than the period ended,
 * a line's credits live as long as the period was. Where nothing was paid, nothing is given; where several payments
 * paid it, all of them are registered first (decision 012).
 * Nobody else grants for this invoice meanwhile (lockInvoice).
 */
export async function grantPlanLines(
  tx: Tx,
  { invoice, known }: { invoice: Stripe.Invoice; known: KnownInvoice },
): Promise<void> {
  if (invoice.status !== 'paid') return;
  const lines = planLinesOf(invoice).filter(({ amount_minor }) => amount_minor > 0);
  if (lines.length === 0) return;
  const payments = await payingPayments(tx, invoice);
  const payment = payments.at(-1);
  if (!payment) return;
  const plan = await holdPlan(tx, known);
  const credits = await Promise.all(lines.map((line) => creditsOf(tx, { invoice, line })));
  if (invoice.billing_reason === 'subscription_update') await convertEarlier(tx, { invoice, known });
  for (const [at, line] of lines.entries()) {
    const amount = credits[at] ?? null;
    if (amount === null) await raiseFault(tx, { invoice, known, line });
    else await grantLine(tx, { invoice, known, line, amount, payment });
  }
  if (plan) await endWithPlan(tx, { plan, invoice, known, paid_at: payment.paid_at });
  const granted = credits.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  await shareAmong(tx, payments, granted);
}

/** What a trial gives, once for each line that costs nothing: promotional credits until the trial ends. */
export async function grantTrialLines(
  tx: Tx,
  { invoice, known }: { invoice: Stripe.Invoice; known: KnownInvoice },
): Promise<void> {
  if (invoice.status !== 'paid' || invoice.billing_reason !== 'subscription_create') return;
  for (const line of planLinesOf(invoice).filter(({ amount_minor }) => amount_minor === 0)) {
    const { trial_credit_amount } = (await tx.maybeOne<{ trial_credit_amount: number | null }>(
      'SELECT o.trial_credit_amount FROM prices p JOIN products o ON o.id = p.product_id WHERE p.stripe_id = $1',
      [line.price],
    )) ?? { trial_credit_amount: null };
    if (trial_credit_amount === null) continue;
    await grantCredits(tx, {
      wallet_id: known.user_id,
      type: 'promotional',
      amount: fromCredits(trial_credit_amount * line.quantity),
      expires_at: line.period.end,
      source: 'trial',
      source_id: `${invoice.id}:${line.id}`,
    });
  }
}

interface PayingPayment {
  id: string;
  paid_at: Date;
  received_minor: number;
}

/**
 * The payments that paid an invoice, in their order: with the last it was paid in full. None while one is unknown. Locked,
 * as a refund locks its payment: before the wallet.
 */
async function payingPayments(tx: Tx, invoice: Stripe.Invoice): Promise<PayingPayment[]> {
  const [waiting] = await tx.query(
    `SELECT FROM unnest($1::text[]) AS i (id)
     WHERE NOT EXISTS (SELECT FROM payments p WHERE p.stripe_payment_intent_id = i.id AND p.status = 'succeeded') LIMIT 1`,
    [intentsOf(invoice, 'paid')],
  );
  if (waiting) return [];
  return tx.query<PayingPayment>(
    `SELECT id, paid_at, received_minor FROM payments WHERE stripe_invoice_id = $1 AND status = 'succeeded'
     ORDER BY paid_at, id FOR NO KEY UPDATE`,
    [invoice.id],
  );
}

/** Says in each payment what it bought: its share of the whole, in hundredths, rounded over the running total. */
async function shareAmong(tx: Tx, payments: readonly PayingPayment[], granted: number): Promise<void> {
  const paid_minor = payments.reduce((sum, { received_minor }) => sum + received_minor, 0);
  let before_minor = 0;
  for (const { id, received_minor } of payments) {
    const upTo = (minor: number) => Number((BigInt(granted) * BigInt(minor)) / BigInt(paid_minor));
    const share = upTo(before_minor + received_minor) - upTo(before_minor);
    before_minor += received_minor;
    await tx.query('UPDATE payments SET credit_amount = $2 WHERE id = $1', [id, share]);
  }
}

/** Hundredths, by what was in force when the invoice was made; null when the catalogue never said. */
async function creditsOf(
  db: Queryable,
  { invoice, line }: { invoice: Stripe.Invoice; line: PlanLine },
): Promise<number | null> {
  const price = await db.maybeOne<{ id: string }>('SELECT id FROM prices WHERE stripe_id = $1', [line.price]);
  const credits = price && (await creditsInForce(db, { price_id: price.id, at: instant(invoice.created) }));
  return typeof credits === 'number' ? fromCredits(credits * line.quantity) : null;
}

interface Line {
  invoice: Stripe.Invoice;
  known: KnownInvoice;
  line: PlanLine;
}

async function grantLine(
  tx: Tx,
  { invoice, known, line, amount, payment }: Line & { amount: number; payment: PayingPayment },
): Promise<void> {
  await grantCredits(tx, {
    wallet_id: known.user_id,
    type: 'subscription',
    amount,
    expires_at: expiryOf(line, payment.paid_at),
    source: 'invoice_line',
    source_id: `${invoice.id}:${line.id}`,
    payment_id: payment.id,
  });
  await resolve(tx, { stripe_id: line.id, kinds: ['catalogue_fault'], reason: 'The catalogue was mended.' });
}

function expiryOf({ period: { start, end } }: PlanLine, paid_at: Date): Date {
  const length_ms = end.getTime() - start.getTime();
  return new Date(paid_at <= end ? end.getTime() + GRACE_MS : paid_at.getTime() + length_ms);
}

async function raiseFault(tx: Tx, { invoice, known, line }: Line): Promise<void> {
  await raise(tx, {
    kind: 'catalogue_fault',
    stripe_id: line.id,
    user_id: known.user_id,
    detail: {
      why: 'A plan was paid, and neither its price nor its product says how many credits that buys.',
      price: line.price,
      invoice: invoice.id,
    },
  });
}

/**
 * An upgrade has been paid: what is left of the plan's credits becomes pay-as-you-go. Those of a period that was over
 * by then only live on for the hours of grace, and expire with them: nothing rolls over.
 */
async function convertEarlier(
  tx: Tx,
  { invoice, known }: { invoice: Stripe.Invoice; known: KnownInvoice },
): Promise<void> {
  const { user_id: wallet_id, subscription_id } = known;
  if (subscription_id === null) return;
  const before = instant(invoice.created);
  for (const grant_id of await planGrants(tx, { wallet_id, subscription_id, before, not_of: known.id }))
    await convertGrant(tx, { wallet_id, grant_id, cause_id: invoice.id });
}

/**
 * A subscription was ended at once, by whomever: what is left of its credits expires now. Where an operator let the
 * customer keep them, the subscription says so. One that ended with its period leaves them until their date.
 *
 * @returns how much expired, in hundredths
 */
export async function endPlanCredits(
  tx: Tx,
  { subscription, known }: { subscription: Stripe.Subscription; known: KnownSubscription },
): Promise<number> {
  if (keepsCredits(subscription) || endedWithPeriod(subscription)) return 0;
  const { id: subscription_id, user_id: wallet_id } = known;
  return expireNow(tx, { wallet_id, grant_ids: await planGrants(tx, { wallet_id, subscription_id }) });
}

interface PlanGrants {
  wallet_id: string;
  subscription_id: string;
  /** Only of invoices made before this moment, and not of this one; and of periods that were not over then. */
  before?: Date;
  not_of?: string;
}

/** The grants that came with a subscription's invoices, the oldest first. */
async function planGrants(
  db: Queryable,
  { wallet_id, subscription_id, before, not_of }: PlanGrants,
): Promise<string[]> {
  const grants = await db.query<{ id: string }>(
    `SELECT g.id FROM grants g JOIN invoices i ON i.stripe_id = split_part(g.source_id, ':', 1)
     WHERE g.wallet_id = $1 AND g.source = 'invoice_line' AND i.subscription_id = $2
       AND ($3::timestamptz IS NULL OR i.created_at <= $3 AND g.expires_at > $3::timestamptz + make_interval(hours => $5))
       AND i.id IS DISTINCT FROM $4::uuid
     ORDER BY g.created_at, g.id`,
    [wallet_id, subscription_id, before ?? null, not_of ?? null, GRACE_HOURS],
  );
  return grants.map(({ id }) => id);
}

/** Keeps the projections of an invoice and of its charges from granting side by side. Held until the transaction ends. */
export async function lockInvoice(tx: Tx, stripe_id: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('invoice:' || $1, 0))", [stripe_id]);
}
