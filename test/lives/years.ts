import { expect } from '@jest/globals';
import { later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';

export const years: Stories = {
  'a plan paid by the year gives the year’s credits at once, and again each year': async ({
    customer,
    passes,
  }) => {
    const ada = await customer();
    expect((await ada.buys('Basic, yearly')).text).toContain('6,000 credits are yours');
    const { current_period_end: first } = await ada.plan();
    expect(await ada.grants()).toMatchObject([{ credits: 6000, expires: later(first, 'PT2H') }]);
    await ada.spends(1000);
    await passes('P1YT3H');
    expect(await ada.balance()).toEqual({ available: 6000, subscription: 6000 });
    expect(await ada.sees('/subscription')).toContain('14 January to 14 January 2029');
    await ada.endsPlan();
    await ada.keepsPlan();
    await passes('P1Y');
    expect(await ada.payments()).toEqual(Array(3).fill('€149.90 succeeded'));
    expect(ada.mails().filter((subject) => subject.startsWith('Your receipt'))).toEqual(
      Array(3).fill(RECEIPT),
    );
  },

  'from years to months: the year that is paid is used up first': async ({ customer, passes }) => {
    const ben = await customer();
    await ben.buys('Pro, yearly');
    await passes('P2M');
    await ben.changesPlan('Basic, monthly');
    await passes('P9M');
    expect(await ben.plan()).toMatchObject({ plan: 'Pro, yearly' });
    expect(await ben.balance()).toEqual({ available: 24_000, subscription: 24_000 });
    await passes('P1MT3H');
    expect(await ben.plan()).toMatchObject({ plan: 'Basic, monthly', status: 'active' });
    expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P1M');
    expect(await ben.payments()).toEqual(['€499.90 succeeded', ...Array(2).fill('€14.99 succeeded')]);
  },
};
