import { queueMail } from '../../mail/index.js';
import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import { overdueOf, type SubscriptionView, subscriptionOf } from './view.js';

const PATH = '/subscription';

interface Renewal {
  operation_id: string;
  user_id: string;
  renews: boolean;
}

/** One mail per change: that the plan ends with its period, or that it goes on after all. */
export async function tellRenewal(tx: Tx, { operation_id, user_id, renews }: Renewal): Promise<void> {
  const subscription = await subscriptionOf(tx, user_id);
  if (!subscription?.live) return;
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [user_id],
  );
  const mail = { user_id, to: email, key: `subscription-renewal:${operation_id}` };
  if (renews) {
    const variables = { name, change: goesOn(subscription), path: PATH };
    return queueMail(tx, { ...mail, template: 'subscription-changed', variables });
  }
  const overdue = await overdueOf(tx, subscription.id);
  const due = overdue && { due: formatMoney(overdue.due_minor, overdue.currency) };
  const last_day = day(subscription.ends_at ?? subscription.current_period_end);
  const variables = { name, plan: subscription.plan, last_day, ...due, path: PATH };
  return queueMail(tx, { ...mail, template: 'subscription-cancelled', variables });
}

function goesOn({ plan, current_period_end, unit_amount_minor, currency }: SubscriptionView): string {
  const price = formatMoney(unit_amount_minor, currency);
  return `Your plan ${plan} goes on. It renews on ${day(current_period_end)} for ${price}.`;
}

function day(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
