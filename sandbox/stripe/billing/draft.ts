import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { billing, buildInvoice, type Invoice } from '../objects/invoice.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import { insert, load } from '../store.js';
import { setTimer } from '../timers.js';
import type { Applied } from './discounts.js';
import type { Period } from './periods.js';
import { itemOf } from './plan.js';
import { discountedLines } from './take-off.js';

/** Stripe leaves a renewal's invoice open to changes for about an hour. */
const DRAFT_SECONDS = 3600;

export interface Bill {
  /** The id that the subscription names as its `latest_invoice` already. */
  id: string;
  subscription: Subscription;
  lines: InvoiceLine[];
  reason: Stripe.Invoice.BillingReason;
  /** What the invoice as a whole tells of: at a renewal the period that has just ended. */
  period?: Period;
  /** What is taken off, where it is not what the subscription has: in a preview. */
  foreseen?: readonly Applied[];
  /** False where it is not finalised by itself. */
  advances?: boolean;
}

const NO_TRANSITIONS = {
  finalized_at: null,
  marked_uncollectible_at: null,
  paid_at: null,
  voided_at: null,
} as const;

/** Makes an invoice that can still change, and tells of it. An hour later it is finalised by itself. */
export async function draftInvoice(call: Call, bill: Bill): Promise<Invoice> {
  const invoice = await insert(call, await composeInvoice(call, bill));
  await emit(call, 'invoice.created', invoice);
  if (invoice.automatically_finalizes_at !== null)
    await setTimer(call, 'invoice.finalize', invoice.id, invoice.automatically_finalizes_at);
  return invoice;
}

/** The draft of an invoice, stored nowhere: what a preview shows. */
export async function composeInvoice(call: Call, bill: Bill): Promise<Invoice> {
  const { id, subscription, reason, period, advances = true } = bill;
  const lines = await discountedLines(call, subscription, bill.lines, bill.foreseen);
  const { name, email } = await load(call, 'customer', String(subscription.customer));
  return buildInvoice({
    ...billing(subscription),
    id,
    auto_advance: advances,
    automatically_finalizes_at: advances ? call.now + DRAFT_SECONDS : null,
    billing_reason: reason,
    created: call.now,
    currency: itemOf(subscription).price.currency,
    customer_email: email,
    customer_name: name ?? null,
    effective_at: null,
    ending_balance: null,
    lines,
    period_end: period?.end ?? call.now,
    period_start: period?.start ?? call.now,
    status: 'draft',
    status_transitions: { ...NO_TRANSITIONS },
  });
}
