import { z } from 'zod';
import { type CatalogueOutcome, CREDIT_AMOUNT_MAX } from '../../src/billing/index.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { line } from '../../src/platform/line.js';
import { parseMoney } from '../../src/platform/money.js';
import { FormKey, Reason, Ticket } from './parse.js';

/** Whole credits as people write them; nothing is none of its own. */
const WholeCredits = z
  .string()
  .trim()
  .max(20)
  .transform((text, { addIssue }) => {
    if (text === '') return null;
    const plain = text.replaceAll(',', '');
    const credits = /^\d{1,9}$/.test(plain) ? Number(plain) : 0;
    if (credits >= 1 && credits <= CREDIT_AMOUNT_MAX) return credits;
    const message = `Enter a whole number of credits, from 1 to ${CREDIT_AMOUNT_MAX.toLocaleString('en')}.`;
    addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const Name = line(200, 'Give it a name.').min(1, 'Give it a name.');
const Description = line(500);
const Nickname = line(200);

export const why = { reason: Reason, ticket: Ticket, key: FormKey };

export const productChange = {
  name: Name.optional(),
  description: Description.optional(),
  credit_amount: WholeCredits.optional(),
  trial_credit_amount: WholeCredits.optional(),
  active: z.boolean().optional(),
};

export const priceChange = {
  nickname: Nickname.optional(),
  credit_amount: WholeCredits.optional(),
  active: z.boolean().optional(),
};

export const price = {
  nickname: Nickname,
  currency: z
    .string('Choose a currency.')
    .trim()
    .toLowerCase()
    .regex(/^[a-z]{3}$/, 'Enter a currency of three letters, such as EUR.'),
  amount: z.string('Enter an amount.').trim().min(1, 'Enter an amount.').max(40),
  billing_interval: z.enum(['month', 'year', 'once'], 'Choose how often it is paid.'),
  credit_amount: WholeCredits,
};

export const product = { name: Name, description: Description, trial_credit_amount: WholeCredits };

interface GivenPrice {
  currency: string;
  amount: string;
  billing_interval: 'month' | 'year' | 'once';
}

/** A price as the use cases take it. @throws InvalidInput for an amount that is none, or nothing */
export function priceOf<Given extends GivenPrice>({ amount, billing_interval, ...price }: Given) {
  const unit_amount_minor = parseMoney(amount, price.currency);
  if (unit_amount_minor < 1) throw new InvalidInput({ amount: 'Enter an amount above zero.' });
  return {
    ...price,
    unit_amount_minor,
    billing_interval: billing_interval === 'once' ? null : billing_interval,
  };
}

/** What the page is told once a change is on its way. */
export function made(outcome: CatalogueOutcome): object {
  const message =
    outcome === 'done'
      ? 'Done, here and at Stripe.'
      : 'Written down. Stripe does not answer at the moment: it is made as soon as it does.';
  return { notice: { type: 'success', message } };
}
