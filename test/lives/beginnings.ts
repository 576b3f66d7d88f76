import { expect } from '@jest/globals';
import { later, RECEIPT } from './customer.js';
import type { Stories } from './play.js';
import { CARDS } from './stripe-page.js';

export const beginnings: Stories = {
  'a first payment that the bank asks about begins the plan only when it is confirmed': async ({
    customer,
    passes,
  }) => {
    const ada = await customer();
    const page = await ada.opensCheckout('Basic, monthly');
    const asked = await ada.paysOn(page, CARDS.asksOnce);
    const refused = await ada.answersBank(asked.location ?? '', 'fail');
    expect(refused.location).toBe(page);
    expect(await ada.sees('/subscription')).toContain('You have no plan');
    const again = await ada.paysOn(page, CARDS.asksOnce);
    expect((await ada.answersBank(again.location ?? '', 'complete')).text).toContain('500 credits are yours');
    await passes('P2MT3H');
    expect(await ada.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
    expect(await ada.balance()).toEqual({ available: 500, subscription: 500 });
    expect(ada.mails()).toEqual(Array(3).fill(RECEIPT));
    expect(await ada.sees('/subscription')).toContain('14 March to 14 April');
  },

  'a payment page that is left alone begins nothing and is gone after a day': async ({
    customer,
    passes,
  }) => {
    const ben = await customer();
    const page = await ben.opensCheckout('Basic, monthly');
    await ben.paysOn(page, CARDS.declined);
    await passes('P1DT1H');
    await ben.paysOn(page);
    expect(await ben.sees('/subscription')).toContain('You have no plan');
    expect(await ben.payments()).toEqual(['€14.99 failed']);
    expect((await ben.buys('Basic, monthly')).text).toContain('500 credits are yours');
    await passes('P2MT3H');
    expect(await ben.payments()).toEqual(['€14.99 failed', ...Array(3).fill('€14.99 succeeded')]);
  },

  'a plan begun in Stripe and never paid waits for a day, is void then, and stands in nobody’s way': async ({
    customer,
    passes,
  }) => {
    const cleo = await customer();
    await cleo.savesCard();
    await cleo.isGiven('Pro, monthly', { payment_behavior: 'default_incomplete' });
    expect(await cleo.plan()).toMatchObject({ status: 'incomplete', live: false });
    expect(await cleo.sees('/subscription')).toContain('it has not begun and no credits were added');
    await passes('P1D');
    expect(await cleo.plan()).toMatchObject({ status: 'incomplete_expired' });
    expect(await cleo.sees('/subscription')).toContain('Never begun');
    expect(await cleo.invoices()).toEqual(['€49.99 void']);
    expect(await cleo.balance()).toEqual({ available: 0 });
    expect(cleo.mails()).toEqual([]);
    expect((await cleo.buys('Basic, monthly')).text).toContain('500 credits are yours');
    await passes('P2MT3H');
    expect(await cleo.plan()).toMatchObject({ plan: 'Basic, monthly', status: 'active' });
    expect(await cleo.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
    expect(await cleo.balance()).toEqual({ available: 500, subscription: 500 });
    expect(cleo.mails()).toEqual(Array(3).fill(RECEIPT));
  },

  'a plan begun in Stripe and paid within the day is a plan like any other': async ({ customer, passes }) => {
    const dan = await customer();
    await dan.savesCard();
    await dan.isGiven('Basic, monthly', { payment_behavior: 'default_incomplete' });
    const [bill] = await dan.bills();
    await passes('PT5H');
    await dan.paysOn(String(bill?.hosted_invoice_url));
    expect(await dan.plan()).toMatchObject({ status: 'active' });
    expect(await dan.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P2MT3H');
    expect(await dan.payments()).toEqual(Array(3).fill('€14.99 succeeded'));
  },

  'a second plan bought in another tab counts as what was paid, and an operator is told of it': async ({
    town,
    customer,
    passes,
  }) => {
    const eva = await customer();
    const [one, two] = [await eva.opensCheckout('Basic, monthly'), await eva.opensCheckout('Pro, monthly')];
    await eva.paysOn(one);
    await passes('PT10M');
    await eva.paysOn(two);
    expect(await eva.balance()).toEqual({ available: 2500, subscription: 2500 });
    expect(await eva.discrepancies()).toEqual(['second_subscription']);
    expect(await eva.plan()).toMatchObject({ plan: 'Basic, monthly', status: 'active' });
    await passes('P1MT3H');
    expect(await eva.balance()).toEqual({ available: 2500, subscription: 2500 });
    const [second] = await town.stripe.subscriptions
      .list({ customer: await eva.atStripe() })
      .then(({ data }) => data);
    await town.stripe.subscriptions.cancel(String(second?.id));
    await town.settle();
    expect(await eva.discrepancies()).toEqual([]);
    expect(await eva.balance()).toEqual({ available: 500, subscription: 500 });
    const { current_period_end } = await eva.plan();
    await passes('P1M');
    expect((await eva.payments()).sort()).toEqual([
      ...Array(3).fill('€14.99 succeeded'),
      ...Array(2).fill('€49.99 succeeded'),
    ]);
    expect((await eva.grants()).at(-1)?.expires).toEqual(later(current_period_end, 'P1MT2H'));
  },
};
