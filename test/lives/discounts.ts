import { expect } from '@jest/globals';
import type Stripe from 'stripe';
import type { Customer } from './customer.js';
import type { Stories } from './play.js';

/** A plan with something taken off its price, in Stripe’s dashboard: the credits are whole. */
export const discounts: Stories = {
  'half off for three months is half the money for whole credits, and each page says what Stripe will charge':
    async ({ customer, passes }) => {
      const ada = await customer();
      await isGivenWith(ada, { percent_off: 50, duration: 'repeating', duration_in_months: 3 });
      expect(await ada.balance()).toEqual({ available: 2000, subscription: 2000 });
      expect(await ada.sees('/subscription')).toContain('14 February for €24.99, with your discount');
      await passes('P1MT3H');
      expect(await ada.balance()).toEqual({ available: 2000, subscription: 2000 });
      expect(await ada.sees('/subscription')).toContain('14 March for €24.99, with your discount');
      await passes('P1M');
      expect(await ada.balance()).toEqual({ available: 2000, subscription: 2000 });
      expect(await ada.sees('/subscription')).toMatch(/14 April for €49.99(?!, with)/);
      await passes('P1M');
      expect(await ada.sees('/subscription')).toContain('14 May for €49.99');
      await passes('P1M');
      expect(await ada.payments()).toEqual([
        ...Array(3).fill('€24.99 succeeded'),
        ...Array(2).fill('€49.99 succeeded'),
      ]);
      expect(await ada.invoices()).toEqual([
        ...Array(3).fill('€24.99 paid'),
        ...Array(2).fill('€49.99 paid'),
      ]);
      expect((await ada.grants()).map(({ credits }) => credits)).toEqual(Array(5).fill(2000));
    },

  'a downgrade keeps the discount that is for ever, from the period that it begins with': async ({
    customer,
    passes,
  }) => {
    const ben = await customer();
    await isGivenWith(ben, { percent_off: 20, duration: 'forever' });
    await passes('P10D');
    expect(await ben.seesChangeTo('Basic, monthly')).toContain('€14.99 a month, before any discount');
    await ben.changesPlan('Basic, monthly');
    expect(await ben.plan()).toMatchObject({ discounted: true, pending: { plan: 'Basic, monthly' } });
    await passes('P1M');
    expect(await ben.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P2M');
    expect(await ben.payments()).toEqual(['€39.99 succeeded', ...Array(3).fill('€11.99 succeeded')]);
    expect(await ben.plan()).toMatchObject({ discounted: true, pending: null });
  },

  'an upgrade charges what its preview said, with the discount taken off, and once is once': async ({
    customer,
    passes,
  }) => {
    const cleo = await customer();
    await cleo.buys('Basic, monthly');
    await cleo.isChanged({
      discounts: [{ coupon: await couponIn(cleo, { percent_off: 50, duration: 'once' }) }],
    });
    await passes('P10D');
    expect(await cleo.seesChangeTo('Pro, monthly')).toContain('€24.99, for a whole month that begins now');
    await cleo.changesPlan('Pro, monthly');
    expect(await cleo.balance()).toEqual({ available: 2500, subscription: 2000, pay_as_you_go: 500 });
    expect(await cleo.plan()).toMatchObject({ discounted: false });
    await passes('P2MT3H');
    expect(await cleo.payments()).toEqual([
      '€14.99 succeeded',
      '€24.99 succeeded',
      '€49.99 succeeded',
      '€49.99 succeeded',
    ]);
  },
};

async function couponIn({ town }: Customer, coupon: Stripe.CouponCreateParams): Promise<string> {
  return (await town.stripe.coupons.create(coupon)).id;
}

/** Pro, monthly. */
async function isGivenWith(customer: Customer, coupon: Stripe.CouponCreateParams): Promise<void> {
  await customer.savesCard();
  await customer.isGiven('Pro, monthly', { discounts: [{ coupon: await couponIn(customer, coupon) }] });
}
