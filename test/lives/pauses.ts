import { expect } from '@jest/globals';
import { RECEIPT } from './customer.js';
import type { Stories } from './play.js';

const CHANGED = 'Your plan has changed';

export const pauses: Stories = {
  'while a plan is paused nothing is charged, given or told; from when it goes on it renews': async ({
    town,
    customer,
    passes,
  }) => {
    const support = await town.support();
    const ada = await customer();
    await ada.buys('Basic, monthly');
    await passes('P10D');
    await support.pauses(ada);
    expect(await ada.plan()).toMatchObject({ rests: true });
    expect(await ada.sees('/subscription')).toContain('It is paused: nothing is charged');
    expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
    ada.mails();
    await passes('P1M');
    expect(await ada.balance()).toEqual({ available: 0 });
    await passes('P1M');
    expect(await ada.payments()).toEqual(['€14.99 succeeded']);
    expect(await ada.invoices()).toEqual(['€14.99 paid', '€14.99 void', '€14.99 void']);
    expect(ada.mails()).toEqual([]);
    await support.resumes(ada);
    expect(await ada.balance()).toEqual({ available: 0 });
    await passes('P1M');
    expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
    expect(await ada.payments()).toEqual(['€14.99 succeeded', '€14.99 succeeded']);
  },

  'a pause within one period changes nothing': async ({ town, customer, passes }) => {
    const support = await town.support();
    const ben = await customer();
    await ben.buys('Basic, monthly');
    await passes('P10D');
    await support.pauses(ben);
    expect(await ben.sees('/subscription')).toContain('It is paused: nothing is charged');
    await passes('P10D');
    await support.resumes(ben);
    expect(await ben.sees('/subscription')).toContain('Next renewal14 February for €14.99');
    expect(ben.mails()).toEqual([RECEIPT, CHANGED, CHANGED]);
    await passes('P2M');
    expect(ben.mails()).toEqual([RECEIPT, RECEIPT]);
    expect(await ben.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
    expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
  },
};
