import { expect } from '@jest/globals';
import type { Customer } from './customer.js';
import { later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';
import type { Town } from './town.js';

const TRIAL = { trial_period_days: 14 };

export const trials: Stories = {
  'a trial costs and gives nothing; when it is over the first month is paid and gives its credits': async ({
    customer,
    passes,
  }) => {
    const ada = await customer();
    await ada.savesCard();
    await ada.isGiven('Basic, monthly', TRIAL);
    const { trial_end } = await ada.plan();
    expect(await ada.sees('/subscription')).toContain('You are trying it until 28 January.');
    expect(await ada.balance()).toEqual({ available: 0 });
    expect(await ada.invoices()).toEqual(['€0.00 paid']);
    expect(ada.mails()).toEqual([]);
    await passes('P14DT3H');
    expect(await ada.plan()).toMatchObject({ status: 'active', current_period_start: trial_end });
    expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
    expect(await ada.payments()).toEqual(['€14.99 succeeded']);
    await passes('P2M');
    expect(ada.mails()).toEqual([RECEIPT, RECEIPT, RECEIPT]);
    expect(await ada.invoices()).toEqual(['€0.00 paid', ...Array(3).fill('€14.99 paid')]);
  },

  'a trial that gives credits gives them until it ends, once': async ({ town, customer, passes }) => {
    await givesOnTrial(town, 40);
    const ben = await customer();
    await ben.savesCard();
    await ben.isGiven('Pro, monthly', TRIAL);
    const { trial_end } = await ben.plan();
    expect(await ben.grants()).toEqual([{ type: 'promotional', credits: 40, left: 40, expires: trial_end }]);
    expect(await ben.sees('/subscription')).toContain('You are trying it until 28 January.');
    expect(await ben.sees('/credits')).toContain('From a plan+40');
    await ben.spends(10);
    expect(ben.mails()).toEqual([]);
    await passes('P14D');
    expect(await ben.balance()).toEqual({ available: 0 });
    await passes('PT2H');
    expect(await ben.balance()).toEqual({ available: 2000, subscription: 2000 });
    await passes('P2M');
    expect(await ben.payments()).toEqual(Array(3).fill('€49.99 succeeded'));
    expect((await ben.grants()).map(({ type }) => type)).toEqual([
      'promotional',
      ...Array(3).fill('subscription'),
    ]);
    expect(ben.mails()).toEqual(Array(3).fill(RECEIPT));
    expect(await ben.sees('/subscription')).toContain('Next renewal28 April for €49.99');
  },

  'a trial that was to end is over with nothing ever charged': async ({ customer, passes }) => {
    const cleo = await customer();
    await onTrial(cleo);
    await cleo.endsPlan();
    expect(cleo.mails()).toEqual(['Your plan ends on 28 January 2027']);
    await passes('P13D');
    expect(await cleo.plan()).toMatchObject({ status: 'trialing' });
    await passes('P1DT3H');
    expect(await cleo.plan()).toMatchObject({ status: 'canceled' });
    expect(await cleo.sees('/subscription')).toContain('It ended 28 January. Nothing more is charged.');
    await passes('P2M');
    expect(await cleo.payments()).toEqual([]);
    expect(await cleo.balance()).toEqual({ available: 0 });
  },

  'a trial whose card is declined at its end gives nothing until it is paid': async ({
    customer,
    passes,
  }) => {
    const dan = await customer();
    await onTrial(dan);
    await dan.runsOutOfMoney();
    await passes('P14DT3H');
    expect(await dan.plan()).toMatchObject({ status: 'past_due' });
    expect(await dan.balance()).toEqual({ available: 0 });
    await dan.paysOn(await dan.payPage());
    await dan.hasMoneyAgain();
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    const { current_period_end } = await dan.plan();
    expect((await dan.grants()).at(-1)?.expires).toEqual(later(current_period_end, 'PT2H'));
    await passes('P2M');
    expect(await dan.payments()).toEqual(['€14.99 failed', ...Array(3).fill('€14.99 succeeded')]);
  },
};

async function onTrial(customer: Customer): Promise<void> {
  await customer.savesCard();
  await customer.isGiven('Basic, monthly', TRIAL);
}

/** From now on a trial of Pro gives so many credits. */
async function givesOnTrial({ stripe, settle }: Town, credits: number): Promise<void> {
  const { data } = await stripe.products.list({ limit: 100 });
  const pro = data.find(({ name }) => name === 'Pro');
  await stripe.products.update(pro?.id ?? '', { metadata: { trial_credit_amount: String(credits) } });
  await settle();
}
