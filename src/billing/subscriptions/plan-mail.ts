import { formatCredits, fromCredits } from '../../credits/index.js';
import { type MailTemplate, type MailVariables, queueMail } from '../../mail/index.js';
import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import type { PlanTerms, SubscriptionView } from './view.js';

/** Where a mail about a plan leads to. */
export const PATH = '/subscription';

/** "Pro, monthly, with 2,000 credits for €49.99 a month". */
export function inWords({ plan, credits, unit_amount_minor, period }: PlanTerms, currency: string): string {
  const gives = credits === null ? '' : `, with ${formatCredits(fromCredits(credits))} credits`;
  return `${plan}${gives} for ${formatMoney(unit_amount_minor, currency)} a ${period}`;
}

/** Whether another period follows the present one: none does where it ends with it. */
export function renews({ ends_at, current_period_end }: SubscriptionView): boolean {
  return ends_at === null || ends_at > current_period_end;
}

/** Whether what a renewal costs is more, or less, than the plan's price. */
export function onlyStripeKnows({
  discounted,
  has_further_items,
}: Pick<SubscriptionView, 'discounted' | 'has_further_items'>): boolean {
  return discounted || has_further_items;
}

/** What comes after the present period. No amount where only Stripe knows it: something is taken off the price, or billed beside it. */
export function nextInWords(plan: SubscriptionView): string {
  const { ends_at, current_period_end, unit_amount_minor, currency } = plan;
  const end = ends_at ? `It ends on ${day(ends_at)}.` : '';
  if (!renews(plan)) return end;
  const price = onlyStripeKnows(plan) ? '' : ` for ${formatMoney(unit_amount_minor, currency)}`;
  return `It renews on ${day(current_period_end)}${price}. ${end}`.trim();
}

export interface PlanMail<T extends MailTemplate> {
  user_id: string;
  /** Once per key. */
  key: string;
  template: T;
  variables: Omit<MailVariables[T], 'name'>;
}

/** A mail about his plan to its customer. */
export async function mailTo<T extends MailTemplate>(
  tx: Tx,
  { user_id, key, template, variables }: PlanMail<T>,
): Promise<void> {
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [user_id],
  );
  await queueMail(tx, {
    user_id,
    to: email,
    key,
    template,
    variables: { name, ...variables } as MailVariables[T],
  });
}

/** "14 December 2026" */
export function day(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
