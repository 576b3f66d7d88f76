import { expect } from '@jest/globals';
import type { CreditsAtEnd } from '../../src/billing/index.js';
import type { Customer } from './customer.js';
import type { Life, Stories } from './play.js';

/** A plan that ends at once, on the tenth day of its second month, and what becomes of its credits. */
export const endings: Stories = {
  'ended at once by support, a plan’s credits are gone; what was bought once stays': async (life) => {
    const ada = await subscriber(life);
    expect(await supportEnds(ada, 'expire')).toMatchObject({ credits: 40_000 });
    expect(ada.mails()).toEqual(['Your plan Basic has ended']);
    expect(await ada.sees('/payments')).not.toContain('Refunded');
    expect(await ada.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
    await isOver(ada, life);
    expect(await ada.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
  },

  'ended at once by support, which lets the customer keep the credits: they live to their date': async (
    life,
  ) => {
    const ben = await subscriber(life);
    await supportEnds(ben, 'keep');
    expect(await ben.balance()).toEqual({ available: 900, subscription: 400, pay_as_you_go: 500 });
    await life.passes('P10D');
    expect(await ben.balance()).toEqual({ available: 900, subscription: 400, pay_as_you_go: 500 });
    await isOver(ben, life);
    expect(await ben.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
  },

  'ended at once by support with a refund: the period’s money goes back, and its credits': async (life) => {
    const cleo = await subscriber(life);
    const { paid } = await supportEnds(cleo, 'refund');
    expect(paid).toMatchObject({ refundable_minor: 1499 });
    expect(await cleo.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
    expect(cleo.mails()).toContain('We have refunded €14.99');
    expect(await cleo.sees('/payments')).toContain('Refunded');
    await isOver(cleo, life);
    const [, , second] = await cleo.charges();
    expect(second).toMatchObject({ amount: 1499, amount_refunded: 1499 });
  },
};

async function subscriber({ customer, passes }: Life): Promise<Customer> {
  const subscribed = await customer();
  await subscribed.buys('500 credits');
  await subscribed.buys('Basic, monthly');
  await passes('P1M10D');
  await subscribed.spends(100);
  subscribed.mails();
  return subscribed;
}

async function supportEnds(customer: Customer, credits: CreditsAtEnd) {
  const support = await customer.town.support();
  return support.endsPlan(customer, credits);
}

/** Nothing more is billed, and he can begin anew. */
async function isOver(customer: Customer, { passes }: Life): Promise<void> {
  expect(await customer.plan()).toMatchObject({ status: 'canceled', live: false });
  expect(await customer.sees('/subscription')).toContain('Nothing more is charged.');
  await passes('P2M');
  expect(await customer.payments()).toHaveLength(3);
}
