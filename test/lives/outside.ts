import { expect } from '@jest/globals';
import { later } from './customer.js';
import type { Stories } from './play.js';

/** What others do: an operator in Stripe's dashboard, the customer on Stripe's own pages. */
export const outside: Stories = {
  'another plan chosen in Stripe’s dashboard is billed, and gives its credits, from the next period on':
    async ({ town, customer, passes }) => {
      const ada = await customer();
      await ada.buys('Basic, monthly');
      await passes('P10D');
      const { data } = (await town.stripe.subscriptions.retrieve((await ada.plan()).stripe_id)).items;
      const item = { id: String(data[0]?.id), price: await town.priceAtStripe('Pro, monthly') };
      await ada.isChanged({ items: [item], proration_behavior: 'none' });
      expect(await ada.plan()).toMatchObject({ plan: 'Pro, monthly', status: 'active' });
      expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
      await passes('P1M');
      expect(await ada.balance()).toEqual({ available: 2000, subscription: 2000 });
      expect(await ada.payments()).toEqual(['€14.99 succeeded', '€49.99 succeeded']);
      await passes('P1M');
      expect(await ada.invoices()).toEqual(['€14.99 paid', '€49.99 paid', '€49.99 paid']);
    },

  'what a change in mid-period adds to the next bill is paid with it and gives no credits of its own':
    async ({ town, customer, passes }) => {
      const ben = await customer();
      await ben.buys('Basic, monthly');
      await passes('P15D');
      const { data } = (await town.stripe.subscriptions.retrieve((await ben.plan()).stripe_id)).items;
      const item = { id: String(data[0]?.id), price: await town.priceAtStripe('Pro, monthly') };
      await ben.isChanged({ items: [item], proration_behavior: 'create_prorations' });
      expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
      await passes('P1M');
      expect(await ben.balance()).toEqual({ available: 2000, subscription: 2000 });
      const [, bill] = await ben.bills();
      expect(bill?.lines.data).toHaveLength(3);
      expect(await ben.payments()).toHaveLength(2);
      await passes('P1M');
      expect((await ben.invoices()).at(-1)).toBe('€49.99 paid');
      expect((await ben.grants()).map(({ credits }) => credits)).toEqual([500, 2000, 2000]);
    },

  'a plan that is cancelled in the dashboard is over at once, and its credits with it': async ({
    town,
    customer,
    passes,
  }) => {
    const cleo = await customer();
    await cleo.buys('500 credits');
    await cleo.buys('Basic, monthly');
    await cleo.spends(100);
    await passes('P10D');
    await town.stripe.subscriptions.cancel((await cleo.plan()).stripe_id);
    await town.settle();
    expect(await cleo.plan()).toMatchObject({ status: 'canceled' });
    expect(await cleo.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
    expect(await cleo.sees('/subscription')).toContain('It ended 24 January');
    await passes('P3M');
    expect(await cleo.payments()).toEqual(['€20.00 succeeded', '€14.99 succeeded']);
    expect(await cleo.balance()).toEqual({ available: 500, pay_as_you_go: 500 });
  },

  'a plan that the customer lets end on Stripe’s own page ends here too, and can be kept here': async ({
    customer,
    passes,
  }) => {
    const dan = await customer();
    await dan.buys('Basic, monthly');
    await dan.isChanged({ cancel_at_period_end: true });
    expect(await dan.sees('/dashboard')).toContain('Ends 14 February.');
    expect((await dan.keepsPlan()).text).toContain('Your plan stays Basic, monthly');
    await passes('P1M');
    await dan.isChanged({ cancel_at_period_end: true });
    await passes('P1M');
    expect(await dan.plan()).toMatchObject({ status: 'canceled' });
    await passes('P1M');
    expect(await dan.payments()).toEqual(Array(2).fill('€14.99 succeeded'));
    expect(await dan.balance()).toEqual({ available: 0 });
  },

  'a bill that the customer’s credit at Stripe pays in full gives no credits: nothing was paid': async ({
    town,
    customer,
    passes,
  }) => {
    const eva = await customer();
    await eva.buys('Basic, monthly');
    await town.stripe.customers.update(await eva.atStripe(), { balance: -1499 });
    await passes('P1MT3H');
    expect(await eva.plan()).toMatchObject({ status: 'active' });
    expect(await eva.invoices()).toEqual(['€14.99 paid', '€14.99 paid']);
    expect(await eva.payments()).toEqual(['€14.99 succeeded']);
    expect(await eva.balance()).toEqual({ available: 0 });
    expect(await eva.discrepancies()).toEqual(['paid_outside']);
    await passes('P1M');
    expect(await eva.balance()).toEqual({ available: 500, subscription: 500 });
    expect(await eva.payments()).toHaveLength(2);
  },

  'a bill paid in part from the customer’s credit at Stripe gives all of its credits': async ({
    town,
    customer,
    passes,
  }) => {
    const fay = await customer();
    await fay.buys('Basic, monthly');
    await town.stripe.customers.update(await fay.atStripe(), { balance: -500 });
    await passes('P1MT3H');
    expect(await fay.payments()).toEqual(['€14.99 succeeded', '€9.99 succeeded']);
    expect(await fay.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P1M');
    expect((await fay.payments()).at(-1)).toBe('€14.99 succeeded');
  },

  'an overdue bill that is voided, or given up, gives nothing; the next one is paid and gives': async ({
    town,
    customer,
    passes,
  }) => {
    for (const given_up of ['void', 'uncollectible'] as const) {
      const gil = await customer();
      await gil.buys('Basic, monthly');
      await gil.runsOutOfMoney();
      await passes('P1MT3H');
      expect(await gil.sees('/subscription')).toContain('€14.99 is due.');
      gil.mails();
      const [, bill] = await gil.bills();
      if (given_up === 'void') await town.stripe.invoices.voidInvoice(String(bill?.id));
      else await town.stripe.invoices.markUncollectible(String(bill?.id));
      await gil.hasMoneyAgain();
      await town.settle();
      expect(await gil.invoices()).toEqual(['€14.99 paid', `€14.99 ${given_up}`]);
      expect(await gil.balance()).toEqual({ available: 0 });
      // Nobody is to pay it any more, so he is not behind.
      const { status, current_period_end } = await gil.plan();
      expect(status).toBe('active');
      const page = await gil.sees('/subscription');
      expect(page).not.toContain('is due');
      expect(page).toMatch(/Next renewal14 \w+ for €14\.99/);
      expect(await gil.sees('/billing')).toContain(given_up === 'void' ? 'Cancelled' : 'Not paid');
      expect(gil.mails()).toEqual([]);
      await passes('P1M');
      expect(await gil.plan()).toMatchObject({ status: 'active' });
      expect(await gil.balance()).toEqual({ available: 500, subscription: 500 });
      expect((await gil.grants()).at(-1)?.expires).toEqual(later(current_period_end, 'P1MT2H'));
      await gil.endsPlan();
    }
  },
};
