import { expect } from '@jest/globals';
import { type Customer, later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';
import { CARDS } from './stripe-page.js';

/** A plan that becomes another one, by its customer. */
export const changes: Stories = {
  'an upgrade in mid-period is paid in full and begins a period; what was left becomes pay-as-you-go':
    async ({ town, customer, passes }) => {
      const ada = await customer();
      await ada.buys('Basic, monthly');
      await ada.spends(200);
      await passes('P10D');
      ada.mails();
      const from = town.now();
      await ada.changesPlan('Pro, monthly');
      const { plan, current_period_start, current_period_end } = await ada.plan();
      expect(plan).toBe('Pro, monthly');
      expect(Math.abs(current_period_start.getTime() - from.getTime())).toBeLessThan(60_000);
      expect(current_period_end).toEqual(later(current_period_start, 'P1M'));
      expect(await ada.balance()).toEqual({ available: 2300, subscription: 2000, pay_as_you_go: 300 });
      expect(ada.mails()).toContain('Your plan has changed');
      expect(await ada.sees('/subscription')).toContain('24 January to 24 February');
      await ada.spends(2100);
      await passes('P1MT3H');
      expect(await ada.balance()).toEqual({ available: 2200, subscription: 2000, pay_as_you_go: 200 });
      await passes('P1M');
      expect(await ada.payments()).toEqual(['€14.99 succeeded', ...Array(3).fill('€49.99 succeeded')]);
      expect(await ada.balance()).toEqual({ available: 2200, subscription: 2000, pay_as_you_go: 200 });
      expect((await ada.grants()).filter(({ type }) => type === 'pay_as_you_go')).toMatchObject([
        { credits: 300, left: 200, expires: null },
      ]);
    },

  'a declined upgrade changes nothing: the plan renews as it was': async ({ customer, passes }) => {
    const ben = await customer();
    await ben.buys('Basic, monthly');
    const before = await ben.plan();
    await ben.runsOutOfMoney();
    await passes('P10D');
    const waits = await ben.changesPlan('Pro, monthly');
    expect(waits.text).toContain(
      'Your change to Pro, monthly is not paid yet. Your bank declined the payment.',
    );
    expect(await ben.plan()).toMatchObject({
      plan: 'Basic, monthly',
      status: 'active',
      current_period_end: before.current_period_end,
      pending: { kind: 'unpaid', plan: 'Pro, monthly' },
    });
    expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P1D');
    expect(await ben.plan()).toMatchObject({ plan: 'Basic, monthly', pending: null });
    expect(await ben.invoices()).toEqual(['€14.99 paid', '€49.99 void']);
    const lapsed = await ben.sees('/subscription');
    expect(lapsed).not.toContain('is not paid yet');
    expect(lapsed).toContain('Next renewal14 February for €14.99');
    await ben.hasMoneyAgain();
    await passes('P2M');
    expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
    expect((await ben.payments()).filter((payment) => payment.endsWith('succeeded'))).toEqual(
      Array(3).fill('€14.99 succeeded'),
    );
    expect(told(ben)).toEqual([]);
    expect(await ben.sees('/subscription')).toContain('Next renewal14 April for €14.99');
  },

  'an upgrade that the bank asks about is made once it is confirmed': async ({ customer, passes }) => {
    const cleo = await customer();
    await cleo.answersBank(
      (await cleo.buys('Basic, monthly', { card: CARDS.asksEachTime })).location ?? '',
      'complete',
    );
    await passes('P10D');
    const waits = await cleo.changesPlan('Pro, monthly');
    expect(waits.text).toContain('Your change to Pro, monthly is not paid yet.');
    expect(await cleo.plan()).toMatchObject({ plan: 'Basic, monthly', pending: { kind: 'unpaid' } });
    expect(await cleo.balance()).toEqual({ available: 500, subscription: 500 });
    const asked = await cleo.paysOn(await cleo.lastBillPage(), CARDS.asksEachTime);
    await cleo.answersBank(asked.location ?? '', 'complete');
    expect(await cleo.plan()).toMatchObject({ plan: 'Pro, monthly', pending: null });
    expect(await cleo.balance()).toEqual({ available: 2500, subscription: 2000, pay_as_you_go: 500 });
    await cleo.hasMoneyAgain();
    await passes('P2MT3H');
    expect(await cleo.payments()).toEqual(['€14.99 succeeded', ...Array(3).fill('€49.99 succeeded')]);
    expect(await cleo.balance()).toEqual({ available: 2500, subscription: 2000, pay_as_you_go: 500 });
    expect(told(cleo)).toEqual(['Your plan has changed']);
    expect(await cleo.sees('/subscription')).toContain('24 March to 24 April');
  },

  'an upgrade that the bank asks about and nobody confirms is forgotten within a day': async ({
    customer,
    passes,
  }) => {
    const dan = await customer();
    await dan.answersBank(
      (await dan.buys('Basic, monthly', { card: CARDS.asksEachTime })).location ?? '',
      'complete',
    );
    await passes('P10D');
    await dan.changesPlan('Pro, monthly');
    const asked = await dan.paysOn(await dan.lastBillPage(), CARDS.asksEachTime);
    await dan.answersBank(asked.location ?? '', 'fail');
    await passes('P1D');
    expect(await dan.plan()).toMatchObject({ plan: 'Basic, monthly', pending: null });
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    expect(told(dan)).toEqual([]);
    expect(await dan.sees('/subscription')).toContain('14 February for €14.99');
    await dan.hasMoneyAgain();
    await passes('P2M');
    expect((await dan.grants()).map(({ credits }) => credits)).toEqual([500, 500, 500]);
  },

  'a downgrade waits for the period’s end, and renews at the lower price': async ({ customer, passes }) => {
    const eva = await customer();
    await eva.buys('Pro, monthly');
    await passes('P10D');
    const waits = await eva.changesPlan('Basic, monthly');
    expect(waits.text).toContain('From 14 February your plan is Basic, monthly');
    expect(await eva.plan()).toMatchObject({
      plan: 'Pro, monthly',
      pending: { kind: 'scheduled', plan: 'Basic, monthly' },
    });
    await eva.spends(1000);
    expect(await eva.balance()).toEqual({ available: 1000, subscription: 1000 });
    await passes('P25D');
    expect(await eva.plan()).toMatchObject({ plan: 'Basic, monthly', pending: null, status: 'active' });
    expect(await eva.balance()).toEqual({ available: 500, subscription: 500 });
    expect(eva.mails()).toContain('Your plan has changed');
    await passes('P2M');
    expect(await eva.payments()).toEqual(['€49.99 succeeded', ...Array(3).fill('€14.99 succeeded')]);
    expect((await eva.grants()).map(({ credits, type }) => `${credits} ${type}`)).toEqual([
      '2000 subscription',
      ...Array(3).fill('500 subscription'),
    ]);
  },

  'a downgrade that is taken back never happens': async ({ customer, passes }) => {
    const fay = await customer();
    await fay.buys('Pro, monthly');
    await fay.changesPlan('Basic, monthly');
    await passes('P10D');
    expect((await fay.keepsPlan()).text).toContain('Your plan stays Pro, monthly, and renews as before.');
    expect(await fay.plan()).toMatchObject({ plan: 'Pro, monthly', pending: null, ends_at: null });
    await passes('P2M');
    expect(await fay.payments()).toEqual(Array(3).fill('€49.99 succeeded'));
    expect(await fay.balance()).toEqual({ available: 2000, subscription: 2000 });
    expect(told(fay)).toEqual(['Your plan has changed', 'Your plan has changed']);
    expect(await fay.sees('/subscription')).toContain('14 April for €49.99');
  },

  'one change waits at a time: an end takes the place of a downgrade, and a downgrade that of an end':
    async ({ customer, passes }) => {
      const gil = await customer();
      await gil.buys('Pro, monthly');
      await gil.changesPlan('Basic, monthly');
      await gil.endsPlan();
      expect(await gil.plan()).toMatchObject({
        pending: null,
        ends_at: (await gil.plan()).current_period_end,
      });
      await gil.changesPlan('Basic, monthly');
      expect(await gil.plan()).toMatchObject({ pending: { plan: 'Basic, monthly' }, ends_at: null });
      await passes('P1MT3H');
      expect(await gil.plan()).toMatchObject({ plan: 'Basic, monthly', status: 'active' });
      await gil.endsPlan();
      await passes('P1M');
      expect(await gil.plan()).toMatchObject({ status: 'canceled' });
      expect(await gil.payments()).toEqual(['€49.99 succeeded', '€14.99 succeeded']);
      expect(told(gil)).toEqual([
        'Your plan has changed',
        'Your plan ends on 14 February 2027',
        'Your plan has changed',
        'Your plan has changed',
        'Your plan ends on 14 March 2027',
      ]);
      expect(await gil.sees('/subscription')).toContain('It ended 14 March. Nothing more is charged.');
      await passes('PT2H');
      expect(await gil.balance()).toEqual({ available: 0 });
    },

  'down and then up in one period: the upgrade takes the downgrade’s place, and each payment gives once':
    async ({ customer, passes }) => {
      const hana = await customer();
      await hana.buys('Pro, monthly');
      await hana.spends(500);
      await hana.changesPlan('Basic, monthly');
      await passes('P10D');
      await hana.changesPlan('Pro, yearly');
      expect(await hana.plan()).toMatchObject({ plan: 'Pro, yearly', pending: null });
      expect(await hana.balance()).toEqual({ available: 25_500, subscription: 24_000, pay_as_you_go: 1500 });
      await passes('P3M');
      expect(await hana.payments()).toEqual(['€49.99 succeeded', '€499.90 succeeded']);
      expect(await hana.balance()).toEqual({ available: 25_500, subscription: 24_000, pay_as_you_go: 1500 });
    },

  'down at one period’s end, up again in the next: each period gives what was paid for it': async ({
    customer,
    passes,
  }) => {
    const ivo = await customer();
    await ivo.buys('Pro, monthly');
    await ivo.changesPlan('Basic, monthly');
    await passes('P1MT3H');
    expect(await ivo.balance()).toEqual({ available: 500, subscription: 500 });
    await ivo.spends(100);
    await passes('P10D');
    await ivo.changesPlan('Pro, monthly');
    expect(await ivo.balance()).toEqual({ available: 2400, subscription: 2000, pay_as_you_go: 400 });
    await passes('P1MT3H');
    expect(await ivo.payments()).toEqual([
      '€49.99 succeeded',
      '€14.99 succeeded',
      '€49.99 succeeded',
      '€49.99 succeeded',
    ]);
    expect(ivo.mails().filter((subject) => String(subject).startsWith('Your receipt'))).toEqual(
      Array(4).fill(RECEIPT),
    );
  },
};

/** The mails since they were last asked for, receipts left out. */
function told(customer: Customer): string[] {
  return customer.mails().filter((subject) => !subject.startsWith('Your receipt'));
}
