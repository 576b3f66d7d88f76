import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { StripeApiError } from '../errors.js';
import { newId } from '../ids.js';
import type { Invoice } from '../objects/invoice.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import type { Price } from '../objects/types.js';
import { load, save } from '../store.js';
import { collect } from './collect.js';
import { draftInvoice } from './draft.js';
import { finalizeInvoice } from './finalize.js';
import { planLines, prorationLines } from './lines.js';
import { keepPending } from './pending.js';
import { setPeriodTimers } from './period-timers.js';
import { periodFrom } from './periods.js';
import { inPeriod, itemOf, periodOf, withPlan } from './plan.js';
import { addPendingLines } from './renew.js';

export type PaymentBehavior =
  | 'allow_incomplete'
  | 'default_incomplete'
  | 'error_if_incomplete'
  | 'pending_if_incomplete';

export interface PlanChange {
  price: Price;
  quantity: number;
  /** A new period begins now; a price for another interval begins one anyway. */
  anchorNow: boolean;
  trialEndsNow: boolean;
  proration: 'always_invoice' | 'create_prorations' | 'none';
}

/** A subscription after a change, and the lines that are billed now or with the next invoice. */
export interface Changed {
  subscription: Subscription;
  now: InvoiceLine[];
  later: InvoiceLine[];
}

/** Works out what a change of plan does. Stores nothing, so that a preview can ask the same. */
export async function planChange(call: Call, before: Subscription, change: PlanChange): Promise<Changed> {
  const { price, quantity = 1 } = itemOf(before);
  const changes = change.price.id !== price.id || change.quantity !== quantity;
  const runs = before.status !== 'trialing';
  const begins = change.anchorNow || change.trialEndsNow || (runs && !sameInterval(change.price, price));
  const changed = withPlan(before, change.price, change.quantity);
  const subscription = begins ? begunNow(call, changed, change.trialEndsNow) : changed;
  const prorates = changes && runs && change.proration !== 'none';
  const prorations = prorates ? await prorationLines(call, before, subscription) : [];
  if (begins) {
    return { subscription, now: [...prorations, ...(await planLines(call, subscription))], later: [] };
  }
  return billedSoon(subscription, prorations, change.proration);
}

/** A change that begins no period: what it costs is billed at once, or with the next invoice. */
export function billedSoon(
  subscription: Subscription,
  lines: InvoiceLine[],
  proration: PlanChange['proration'],
): Changed {
  const isNow = proration === 'always_invoice';
  return { subscription, now: isNow ? lines : [], later: isNow ? [] : lines };
}

export function sameInterval({ recurring: one }: Price, { recurring: other }: Price): boolean {
  return one?.interval === other?.interval && one?.interval_count === other?.interval_count;
}

function begunNow(call: Call, subscription: Subscription, trialEndsNow: boolean): Subscription {
  return {
    ...inPeriod(subscription, periodFrom(call.now, itemOf(subscription).price)),
    billing_cycle_anchor: call.now,
    ...(trialEndsNow ? { trial_end: call.now } : {}),
    status: subscription.status === 'trialing' ? 'active' : subscription.status,
  };
}

/** Makes a change, and collects what it costs now in the way that `behavior` says. */
export async function applyChange(
  call: Call,
  before: Subscription,
  changed: Changed,
  behavior: PaymentBehavior,
): Promise<Subscription> {
  const { now: lines, later } = changed;
  if (later.length > 0) await addPendingLines(call, before.id, later);
  if (lines.length === 0) return store(call, before, changed.subscription);
  const target = { ...changed.subscription, latest_invoice: newId('in', 24) };
  if (behavior === 'pending_if_incomplete') return changeOncePaid(call, before, target, lines);
  await store(call, before, target);
  const invoice = await bill(call, target, lines);
  if (invoice.status === 'open' && behavior === 'default_incomplete') await waitForPayer(call, target);
  else if (invoice.status === 'open') await collectNow(call, invoice, behavior);
  return load(call, 'subscription', before.id);
}

async function changeOncePaid(
  call: Call,
  before: Subscription,
  target: Subscription,
  lines: InvoiceLine[],
): Promise<Subscription> {
  const invoice = await bill(call, target, lines);
  const after = invoice.status === 'open' ? await collect(call, invoice, { once: true }) : invoice;
  return after.status === 'paid'
    ? store(call, before, { ...target, status: 'active' })
    : keepPending(call, before, target, invoice.id);
}

async function collectNow(call: Call, invoice: Invoice, behavior: PaymentBehavior): Promise<void> {
  const after = await collect(call, invoice);
  if (after.status !== 'paid' && behavior === 'error_if_incomplete') throw unpaid();
}

/** The refusal where a change or a subscription is wanted only with its payment; all is undone. */
export function unpaid(): StripeApiError {
  return new StripeApiError(402, {
    code: 'subscription_payment_intent_requires_action',
    message: 'Payment for this subscription requires additional user action or another payment method.',
    type: 'card_error',
  });
}

async function waitForPayer(call: Call, before: Subscription): Promise<void> {
  await store(call, before, { ...before, status: 'past_due' });
}

/** The final invoice of these lines, not collected yet. */
export async function bill(call: Call, subscription: Subscription, lines: InvoiceLine[]): Promise<Invoice> {
  const draft = await draftInvoice(call, {
    id: String(subscription.latest_invoice),
    subscription,
    lines,
    reason: 'subscription_update',
    advances: false,
  });
  return finalizeInvoice(call, { ...draft, auto_advance: true });
}

/** What was to be taken off once may be off by now, with the invoice of this change. */
async function store(call: Call, before: Subscription, after: Subscription): Promise<Subscription> {
  const stored = await load(call, 'subscription', before.id);
  const discounts = after.discounts === before.discounts ? stored.discounts : after.discounts;
  const subscription = await save(call, { ...after, discounts });
  await emit(call, 'customer.subscription.updated', subscription, before);
  const { end } = periodOf(subscription);
  if (end !== periodOf(before).end) await setPeriodTimers(call, subscription.id, end);
  return subscription;
}
