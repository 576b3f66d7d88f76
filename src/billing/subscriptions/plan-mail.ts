import { formatCredits, fromCredits } from '../../credits/index.js';
import { type MailTemplate, type MailVariables, queueMail } from '../../mail/index.js';
import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import type { PlanTerms } from './view.js';

/** Where a mail about a plan leads to. */
export const PATH = '/subscription';

/** "Pro, monthly, with 2,000 credits for €49.99 a month". */
export function inWords(
  { plan, credits, unit_amount_minor, billing_interval }: PlanTerms,
  currency: string,
): string {
  const gives = credits === null ? '' : `, with ${formatCredits(fromCredits(credits))} credits`;
  return `${plan}${gives} for ${formatMoney(unit_amount_minor, currency)} a ${billing_interval}`;
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
