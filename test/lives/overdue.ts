import { expect } from '@jest/globals';
import { later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';
import { CARDS } from './stripe-page.js';

const FAILED = 'Your payment of €14.99 did not go through';

export const overdue: Stories = {
  'a declined renewal gives nothing; paid the next day on Stripe’s page, it gives what it would have given':
    async ({ customer, passes }) => {
      const ada = await customer();
      await ada.buys('Basic, monthly');
      await ada.runsOutOfMoney();
      const { current_period_end: first } = await ada.plan();
      await passes('P1M');
      ada.mails();
      await passes('PT1H30M');
      expect(await ada.plan()).toMatchObject({ status: 'past_due' });
      expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
      expect(ada.mails()).toEqual([FAILED]);
      expect(await ada.sees('/subscription')).toContain(
        'The last payment did not go through: €14.99 is due.',
      );
      expect(await ada.sees('/payments')).toContain('Declined');
      await passes('P1D');
      expect(await ada.balance()).toEqual({ available: 0 });

      await ada.paysOn(await ada.payPage());
      expect(await ada.plan()).toMatchObject({ status: 'active', current_period_end: later(first, 'P1M') });
      expect(await ada.sees('/subscription')).toContain('your plan still renews with Visa ·· 0341');
      expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
      expect((await ada.grants()).at(-1)?.expires).toEqual(later(later(first, 'P1M'), 'PT2H'));
      await passes('PT5M');
      expect(ada.mails()).toEqual([RECEIPT]);
      await passes('P1M');
      expect(await ada.payments()).toEqual([
        '€14.99 succeeded',
        '€14.99 failed',
        '€14.99 succeeded',
        '€14.99 failed',
      ]);
      await ada.paysOn(await ada.payPage());
      await ada.takesOtherCard();
      expect(await ada.sees('/subscription')).not.toContain('still renews with');
      await passes('P1M');
      expect((await ada.cardsCharged()).slice(-2)).toEqual(['4242', '4242']);
    },

  'a card without money that has some by the next try recovers by itself': async ({ customer, passes }) => {
    const ben = await customer();
    await ben.buys('Pro, monthly');
    await ben.runsOutOfMoney();
    await passes('P1MT3H');
    expect(await ben.balance()).toEqual({ available: 0 });
    expect(ben.mails()).toEqual([RECEIPT, 'Your payment of €49.99 did not go through']);
    expect(await ben.sees('/subscription')).toContain('€49.99 is due.');
    await ben.hasMoneyAgain();
    await passes('P2D');
    expect(await ben.plan()).toMatchObject({ status: 'past_due' });
    await passes('P1D');
    expect(await ben.plan()).toMatchObject({ status: 'active' });
    expect(await ben.balance()).toEqual({ available: 2000, subscription: 2000 });
    await passes('P1M');
    expect(await ben.balance()).toEqual({ available: 2000, subscription: 2000 });
    expect(await ben.invoices()).toEqual(Array(3).fill('€49.99 paid'));
    expect(ben.mails()).toEqual([RECEIPT, RECEIPT]);
    expect(await ben.sees('/subscription')).toContain('14 April for €49.99');
  },

  'when every try fails the plan is over, and nothing was given for the period that nobody paid': async ({
    customer,
    passes,
  }) => {
    const cleo = await customer();
    await cleo.buys('500 credits');
    await cleo.buys('Basic, monthly');
    await cleo.runsOutOfMoney();
    await passes('P1M');
    cleo.mails();
    await passes('P16D');
    expect(await cleo.plan()).toMatchObject({ status: 'canceled', live: false });
    expect(await cleo.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
    expect((await cleo.payments()).slice(2)).toEqual(Array(4).fill('€14.99 failed'));
    expect(await cleo.invoices()).toEqual(['€14.99 paid', '€14.99 uncollectible']);
    expect(cleo.mails()).toEqual([FAILED, FAILED, FAILED, 'Your plan Basic has ended']);
    expect(await cleo.sees('/subscription')).toContain('It ended 1 March. Nothing more is charged.');
    await passes('P2M');
    expect(await cleo.payments()).toHaveLength(6);
    expect((await cleo.buys('Basic, monthly')).text).toContain('500 credits are yours');
    expect(await cleo.balance()).toEqual({ available: 1000, subscription: 500, pay_as_you_go: 500 });
  },

  'where Stripe gives up and lets the plan stand unpaid, nothing is charged or given until its present period is paid':
    async ({ town, customer, passes }) => {
      // What becomes of a plan after its last try is everybody's setting: nobody else's last try falls in those days.
      await passes('P10D');
      const fay = await customer();
      await fay.buys('Basic, monthly');
      await fay.runsOutOfMoney();
      await passes('P1M10D');
      await town.sandbox.control('POST', 'settings', { after_retries: 'unpaid' });
      await passes('P6D');
      await town.sandbox.control('POST', 'settings', { after_retries: 'cancel' });
      expect(await fay.plan()).toMatchObject({ status: 'unpaid', live: true });
      expect(await fay.balance()).toEqual({ available: 0 });
      expect(await fay.invoices()).toEqual(['€14.99 paid', '€14.99 open']);
      expect(fay.mails()).toEqual([RECEIPT, ...Array(4).fill(FAILED)]);
      expect(fay.lastMail()).not.toContain('We will try again');
      expect(await fay.sees('/subscription')).toContain(
        'The last payment never went through: €14.99 is due. No new credits are added, and nothing is tried again by itself.',
      );

      await passes('P1M');
      expect(await fay.invoices()).toEqual(['€14.99 paid', '€14.99 open', '€14.99 draft']);
      expect(await fay.payments()).toHaveLength(5);
      expect(await fay.balance()).toEqual({ available: 0 });
      expect(fay.mails()).toEqual([]);
      expect((await fay.resumesPlan()).text).toContain('€14.99 is due.');
      expect(await fay.invoices()).toEqual(['€14.99 paid', '€14.99 open', '€14.99 open']);
      expect(fay.mails()).toEqual(['Your plan has changed']);
      await fay.paysOn(await fay.payPage());
      const { status, current_period_end } = await fay.plan();
      expect(status).toBe('active');
      expect(await fay.balance()).toEqual({ available: 500, subscription: 500 });
      expect((await fay.grants()).at(-1)?.expires).toEqual(later(current_period_end, 'PT2H'));

      await fay.hasMoneyAgain();
      await passes('P1M');
      expect(await fay.plan()).toMatchObject({ status: 'active' });
      expect(await fay.balance()).toEqual({ available: 500, subscription: 500 });
      expect((await fay.invoices()).at(-1)).toBe('€14.99 paid');
      // The month that he went without is still open. Paid now, it gives a month's credits from now on.
      await fay.paysOn(await fay.payPage());
      expect(await fay.balance()).toEqual({ available: 1000, subscription: 1000 });
      expect(await fay.sees('/subscription')).not.toContain('is still open');
    },

  'a bill that is paid only after its period gives its credits for as long as the period was': async ({
    town,
    customer,
    passes,
  }) => {
    const dan = await customer();
    await dan.buys('Basic, monthly');
    await dan.runsOutOfMoney();
    await passes('P2MT3H');
    expect(await dan.plan()).toMatchObject({ status: 'canceled' });
    const [, unpaid] = await dan.bills();
    const paid_at = town.now();
    await dan.paysOn(String(unpaid?.hosted_invoice_url));
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    const expires = Number((await dan.grants()).at(-1)?.expires);
    const { start, end } = unpaid?.lines.data[0]?.period ?? { start: 0, end: 0 };
    expect(Math.abs(expires - paid_at.getTime() - (end - start) * 1000)).toBeLessThan(60_000);
    await passes('P20D');
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P1M');
    expect(await dan.balance()).toEqual({ available: 0 });
  },

  'a card whose bank asks each time leaves each renewal waiting for its holder, who can confirm it': async ({
    customer,
    passes,
  }) => {
    const eva = await customer();
    const asked = await eva.buys('Basic, monthly', { card: CARDS.asksEachTime });
    expect(await eva.balance()).toEqual({ available: 0 });
    expect((await eva.answersBank(asked.location ?? '', 'complete')).text).toContain('500 credits are yours');
    for (const round of [1, 2]) {
      await passes('P1MT3H');
      expect(await eva.plan()).toMatchObject({ status: 'past_due' });
      expect(await eva.balance()).toEqual({ available: 0 });
      expect(eva.mails()).toContain(FAILED);
      const again = await eva.paysOn(await eva.payPage(), CARDS.asksEachTime);
      await eva.answersBank(again.location ?? '', 'complete');
      expect(await eva.plan()).toMatchObject({ status: 'active' });
      expect(await eva.balance()).toEqual({ available: 500, subscription: 500 });
      expect(await eva.grants()).toHaveLength(round + 1);
    }
  },
};
