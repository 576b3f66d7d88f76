import { expect } from '@jest/globals';
import { later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';

export const renewals: Stories = {
  'each paid period gives its credits once, and what is left of the old ones is gone two hours after their period':
    async ({ customer, passes }) => {
      const ada = await customer();
      expect((await ada.buys('Basic, monthly')).text).toContain('500 credits are yours');
      const first = (await ada.plan()).current_period_end;
      const granted = { type: 'subscription', credits: 500 };
      expect(await ada.grants()).toEqual([{ ...granted, left: 500, expires: later(first, 'PT2H') }]);
      await passes('PT5M');
      expect(ada.mails()).toEqual([RECEIPT]);
      await ada.spends(300);
      expect(await ada.sees('/dashboard')).toContain('Renews 14 February for €14.99.');

      await passes('P1M');
      expect(await ada.plan()).toMatchObject({ status: 'active', current_period_start: first });
      expect(await ada.balance()).toEqual({ available: 200, subscription: 200 });
      expect(await ada.invoices()).toEqual(['€14.99 paid', '€14.99 draft']);
      await passes('PT1H');
      const second = (await ada.plan()).current_period_end;
      expect(second).toEqual(later(first, 'P1M'));
      expect(await ada.balance()).toEqual({ available: 700, subscription: 700 });
      await ada.spends(50);
      await passes('PT1H');
      expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
      expect(await ada.sees('/credits')).toMatch(/Expired.*−150/);
      expect(ada.mails()).toEqual([RECEIPT]);

      await ada.spends(500);
      await passes('P1M');
      expect(await ada.grants()).toEqual([
        { ...granted, left: 0, expires: later(first, 'PT2H') },
        { ...granted, left: 0, expires: later(second, 'PT2H') },
        { ...granted, left: 500, expires: later(second, 'P1MT2H') },
      ]);
      expect(await ada.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
      expect(await ada.invoices()).toEqual(Array(3).fill('€14.99 paid'));
      expect(ada.mails()).toEqual([RECEIPT]);
      expect(await ada.sees('/subscription')).toContain('14 March to 14 April');
    },

  'what was bought once stays through every renewal, and is spent after the plan’s': async ({
    customer,
    passes,
  }) => {
    const ben = await customer();
    await ben.buys('500 credits');
    await ben.buys('Basic, monthly');
    await ben.spends(600);
    expect(await ben.balance()).toEqual({ available: 400, pay_as_you_go: 400 });
    await passes('P1MT3H');
    await ben.spends(100);
    await passes('P1MT3H');
    expect(await ben.balance()).toEqual({ available: 900, subscription: 500, pay_as_you_go: 400 });
    expect(await ben.sees('/dashboard')).toContain('900');
    await passes('P1M');
    expect(await ben.payments()).toEqual(['€20.00 succeeded', ...Array(4).fill('€14.99 succeeded')]);
  },

  'a plan that was to end ends with its period: its credits live to their date, and nothing more is billed':
    async ({ customer, passes }) => {
      const cleo = await customer();
      await cleo.buys('Pro, monthly');
      await passes('P1MT3H');
      cleo.mails();
      expect((await cleo.endsPlan()).text).toContain('Your plan will end.');
      expect(cleo.mails()).toEqual(['Your plan ends on 14 March 2027']);
      await cleo.spends(1500);
      expect(await cleo.sees('/subscription')).toContain('Your last day is 14 March. It does not renew');
      await passes('P1M');
      expect(await cleo.plan()).toMatchObject({ status: 'canceled', live: false });
      expect(await cleo.sees('/subscription')).toContain('It ended 14 March. Nothing more is charged.');
      await passes('P1M');
      expect(await cleo.balance()).toEqual({ available: 0 });
      expect(await cleo.payments()).toEqual(['€49.99 succeeded', '€49.99 succeeded']);
      expect(cleo.mails()).toEqual([]);
      expect((await cleo.buys('Basic, monthly')).text).toContain('500 credits are yours');
    },

  'the credits of a plan that ended with its period can be spent for two hours more': async ({
    customer,
    passes,
  }) => {
    const dan = await customer();
    await dan.buys('Basic, monthly');
    await dan.endsPlan();
    await passes('P1M');
    expect(await dan.plan()).toMatchObject({ status: 'canceled' });
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    await dan.spends(100);
    await passes('PT2H');
    expect(await dan.balance()).toEqual({ available: 0 });
    await passes('P2M');
    expect(await dan.payments()).toHaveLength(1);
  },

  'a plan that was to end and is kept renews as if nothing had been': async ({ customer, passes }) => {
    const eva = await customer();
    await eva.buys('Basic, monthly');
    await passes('P10D');
    eva.mails();
    await eva.endsPlan();
    expect((await eva.keepsPlan()).text).toContain('Your plan stays Basic, monthly, and renews as before.');
    expect(eva.mails()).toEqual(['Your plan ends on 14 February 2027', 'Your plan has changed']);
    await passes('P1M');
    await eva.endsPlan();
    await passes('P2D');
    await eva.keepsPlan();
    await passes('P1M');
    expect(await eva.plan()).toMatchObject({ status: 'active', ends_at: null });
    expect(await eva.balance()).toEqual({ available: 500, subscription: 500 });
    expect(await eva.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
  },
};
