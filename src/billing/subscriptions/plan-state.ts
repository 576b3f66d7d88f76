import type Stripe from 'stripe';
import { idOf } from '../project/projection.js';
import { READ } from '../stripe/client.js';
import { keepsCredits, planItemOf } from '../subscription-rows.js';
import { PlanChangeRefused } from './errors.js';
import { type ScheduleState, scheduleState } from './schedule-state.js';
import type { Wish } from './wish.js';

/** What of a subscription in Stripe decides about a change. Ids are Stripe's, times Unix seconds. */
export interface PlanState {
  id: string;
  over: boolean;
  status: Stripe.Subscription.Status;
  item: string;
  price: string;
  quantity: number;
  period_start: number;
  period_end: number;
  /** It ends instead of renewing: with its period, or on a date of its own. */
  ends: 'period' | 'date' | null;
  schedule: ScheduleState | null;
  /** A change that waits for this open invoice to be paid. */
  unpaid: { price: string; invoice: string } | null;
  /** The last invoice waits for its money. */
  awaits_payment: boolean;
  /** Every invoice that waits for its money, or is not final yet. Only read where the plan is to end at once. */
  open_invoices: string[];
  draft_invoices: string[];
  /** The renewal's invoice while it is a draft: Stripe will charge for the period that has just begun, or the plan is unpaid. */
  renewing: string | null;
  rests: boolean;
  keeps_credits: boolean;
}

/** Reads afresh what a wish is decided by. */
export async function readPlan(
  stripe: Stripe,
  id: string,
  wish: Wish,
): Promise<{ found: Stripe.Subscription; state: PlanState }> {
  const found = await stripe.subscriptions.retrieve(id, { expand: ['schedule', 'latest_invoice'] }, READ);
  const unpaid = wish.to === 'ended' ? await unpaidInvoices(stripe, id) : NONE;
  return { found, state: planState(found, unpaid) };
}

type UnpaidInvoices = Pick<PlanState, 'open_invoices' | 'draft_invoices'>;
const NONE: UnpaidInvoices = { open_invoices: [], draft_invoices: [] };

async function unpaidInvoices(stripe: Stripe, subscription: string): Promise<UnpaidInvoices> {
  const inState = async (status: 'open' | 'draft') => {
    const { data } = await stripe.invoices.list({ subscription, status, limit: 100 }, READ);
    return data.map(({ id }) => id);
  };
  return { open_invoices: await inState('open'), draft_invoices: await inState('draft') };
}

/**
 * `schedule` and `latest_invoice` have to be expanded.
 * @throws PlanChangeRefused where it has no item: a fault of another kind would be tried again for ever.
 */
export function planState(subscription: Stripe.Subscription, unpaid: UnpaidInvoices = NONE): PlanState {
  const item = planItemOf(subscription);
  if (!item)
    throw new PlanChangeRefused('This plan has no price at the payment provider. Please write to support.');
  const { cancel_at, cancel_at_period_end } = subscription;
  return {
    id: subscription.id,
    over: subscription.ended_at !== null,
    status: subscription.status,
    item: item.id,
    price: item.price.id,
    quantity: item.quantity ?? 1,
    period_start: item.current_period_start,
    period_end: item.current_period_end,
    ends: cancel_at_period_end ? 'period' : cancel_at === null ? null : 'date',
    schedule: scheduleState(subscription),
    unpaid: unpaidChange(subscription),
    awaits_payment: openInvoice(subscription.latest_invoice) !== null,
    ...unpaid,
    renewing: renewing(subscription),
    rests: subscription.pause_collection !== null,
    keeps_credits: keepsCredits(subscription),
  };
}

/** The change that waits for its payment; null also where its invoice is void by now. */
function unpaidChange({ pending_update, latest_invoice }: Stripe.Subscription): PlanState['unpaid'] {
  const price = pending_update?.subscription_items?.[0]?.price.id;
  const invoice = openInvoice(latest_invoice);
  return price && invoice ? { price, invoice } : null;
}

function openInvoice(invoice: Stripe.Subscription['latest_invoice']): string | null {
  if (invoice === null || typeof invoice === 'string') return idOf(invoice);
  return invoice.status === 'open' ? invoice.id : null;
}

function renewing({ latest_invoice: invoice }: Stripe.Subscription): string | null {
  return typeof invoice === 'object' && invoice?.status === 'draft' ? invoice.id : null;
}
