import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { newId } from '../ids.js';
import type { Invoice } from '../objects/invoice.js';
import type { InvoiceLine } from '../objects/invoice-line.js';
import type { Subscription } from '../objects/subscription.js';
import { load } from '../store.js';
import { foreseeBalance } from './balance.js';
import type { Applied } from './discounts.js';
import { composeInvoice } from './draft.js';
import { planLines } from './lines.js';
import { NOTICE_SECONDS } from './period-timers.js';
import { periodFrom } from './periods.js';
import { inPeriod, isOver, itemOf, periodOf } from './plan.js';
import { pendingLines } from './renew.js';

/** Tells of the invoice that is to renew a subscription. It exists nowhere: its id leads to nothing. */
export async function foretell(call: Call, id: string): Promise<void> {
  const subscription = await load(call, 'subscription', id);
  const renews = !isOver(subscription) && subscription.cancel_at === null && subscription.status !== 'paused';
  // The period may be another by now, with a notice of its own.
  if (!renews || periodOf(subscription).end - call.now > NOTICE_SECONDS) return;
  await emit(call, 'invoice.upcoming', await foreseeBalance(call, await composeRenewal(call, subscription)));
}

/** The next renewal's invoice as it would be, with further lines, and with other discounts than the subscription has. */
export async function composeRenewal(
  call: Call,
  subscription: Subscription,
  { later = [], foreseen }: { later?: readonly InvoiceLine[]; foreseen?: readonly Applied[] } = {},
): Promise<Invoice> {
  const { end } = periodOf(subscription);
  const renewed: Subscription = {
    ...inPeriod(subscription, periodFrom(end, itemOf(subscription).price, subscription.billing_cycle_anchor)),
    status: 'active',
  };
  const lines = [
    ...(await pendingLines(call, subscription.id)),
    ...later,
    ...(await planLines(call, renewed)),
  ];
  const id = newId('upcoming_in', 24);
  const bill = {
    id,
    subscription: renewed,
    lines,
    reason: 'upcoming',
    ...(foreseen ? { foreseen } : {}),
  } as const;
  return composeInvoice({ ...call, now: end }, bill);
}
