import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { createClock } from '../../../sandbox/clock.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { createPayer, createPlan, press } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;
let basic: Stripe.Price;
let pro: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true, clock: createClock() });
  stripe = sandbox.stripe;
  basic = await createPlan(stripe, { name: 'Basic', unit_amount: 1500 });
  pro = await createPlan(stripe);
});
afterAll(() => sandbox.close());

const advance = (duration: string) => sandbox.control('POST', 'clock', { advance: duration });
const retrieve = (id: string) => stripe.subscriptions.retrieve(id, { expand: ['discounts'] });
const invoicesOf = async (subscription: string) =>
  (await stripe.invoices.list({ subscription, limit: 100 })).data.reverse();
const totals = async (subscription: string) => (await invoicesOf(subscription)).map(({ total }) => total);
const previewOf = async (subscription: string) =>
  (await stripe.invoices.createPreview({ subscription })).amount_due;

/** Pro, for somebody new, with something taken off. */
async function subscribe(coupon: Stripe.CouponCreateParams) {
  const { id: customer } = await createPayer(stripe);
  const { id } = await stripe.coupons.create(coupon);
  const discounts = [{ coupon: id }];
  const made = await stripe.subscriptions.create({ customer, items: [{ price: pro.id }], discounts });
  return { ...made, coupon: id };
}

test('a coupon takes something off for ever, for so many months, or once; invoices say which discount took what', async () => {
  const share = await subscribe({ percent_off: 25, duration: 'forever' });
  const months = await subscribe({
    amount_off: 1000,
    currency: 'usd',
    duration: 'repeating',
    duration_in_months: 2,
  });
  const once = await subscribe({ percent_off: 50, duration: 'once' });
  const all = [share.id, months.id, once.id];

  const { discounts, start_date } = await retrieve(share.id);
  const [discount] = discounts as Stripe.Discount[];
  expect(discount).toMatchObject({
    object: 'discount',
    subscription: share.id,
    source: { coupon: share.coupon, type: 'coupon' },
    start: start_date,
    end: null,
  });
  const amounts = [{ amount: 1225, discount: discount?.id }];
  expect((await invoicesOf(share.id))[0]).toMatchObject({
    subtotal: 4900,
    total: 3675,
    amount_paid: 3675,
    discounts: [discount?.id],
    total_discount_amounts: amounts,
    lines: { data: [{ amount: 4900, discount_amounts: amounts }] },
  });
  expect(await stripe.coupons.retrieve(share.coupon)).toMatchObject({ times_redeemed: 1 });
  // Gone with the payment that it was for; the others last.
  const told = await stripe.events.list({ type: 'customer.discount.deleted' });
  expect(told.data.map(({ data }) => (data.object as Stripe.Discount).subscription)).toEqual([once.id]);
  expect((await Promise.all(all.map(retrieve))).map(({ discounts: had }) => had.length)).toEqual([1, 1, 0]);
  expect(await Promise.all(all.map(previewOf))).toEqual([3675, 3900, 4900]);

  // A discount outlives its coupon.
  await stripe.coupons.del(share.coupon);
  await advance('P1MT2H');
  expect(await Promise.all(all.map(previewOf))).toEqual([3675, 4900, 4900]);
  await advance('P2M');
  expect(await Promise.all(all.map(totals))).toEqual([
    [3675, 3675, 3675, 3675],
    [3900, 3900, 4900, 4900],
    [2450, 4900, 4900, 4900],
  ]);
  expect((await Promise.all(all.map(retrieve))).map(({ discounts: had }) => had.length)).toEqual([1, 0, 0]);
});

test('a discount is given later, beside another, kept by its id, and taken away', async () => {
  const { id } = await subscribe({ percent_off: 10, duration: 'forever' });
  const [first] = (await retrieve(id)).discounts as Stripe.Discount[];
  const { id: coupon } = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once' });
  const kept = { discount: String(first?.id) };
  await stripe.subscriptions.update(id, { discounts: [kept, { coupon }] });
  expect(await previewOf(id)).toBe(4900 - 490 - 500);
  await advance('P1MT2H');
  expect(await totals(id)).toEqual([4410, 3910]);
  expect((await retrieve(id)).discounts).toEqual([first]);
  await stripe.subscriptions.update(id, { discounts: '' });
  expect(await previewOf(id)).toBe(4900);
  await expect(stripe.subscriptions.update(id, { discounts: [kept] })).rejects.toThrow('No such discount');
  const { id: kronor } = await stripe.coupons.create({ amount_off: 500, currency: 'sek' });
  await expect(stripe.subscriptions.update(id, { discounts: [{ coupon: kronor }] })).rejects.toThrow('sek');
});

test('a schedule takes off what its phases say again, and drops what they do not', async () => {
  const plans = [true, false];
  const subscriptions = await Promise.all(
    plans.map(() => subscribe({ percent_off: 50, duration: 'forever' })),
  );
  for (const [index, { id }] of subscriptions.entries()) {
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: id });
    const [present] = schedule.phases;
    const discounts = (present?.discounts ?? []).map(({ discount }) => ({ discount: String(discount) }));
    expect(discounts).toHaveLength(1);
    const kept = plans[index] ? { discounts } : {};
    const { start_date = 0, end_date = 0 } = present ?? {};
    const phases = [
      { items: [{ price: pro.id, quantity: 1 }], start_date, end_date, ...kept },
      { items: [{ price: basic.id, quantity: 1 }], duration: { interval: 'month' as const }, ...kept },
    ];
    const preview = await stripe.invoices.createPreview({
      schedule: schedule.id,
      schedule_details: { phases },
    });
    expect(preview.amount_due).toBe(plans[index] ? 750 : 1500);
    await stripe.subscriptionSchedules.update(schedule.id, { end_behavior: 'release', phases });
    expect((await retrieve(id)).discounts).toHaveLength(plans[index] ? 1 : 0);
  }
  await advance('P2MT2H');
  expect(await Promise.all(subscriptions.map(({ id }) => totals(id)))).toEqual([
    [2450, 750, 750],
    [2450, 1500, 1500],
  ]);
});

test('at Checkout a code takes off the first payment of a plan what it takes off its invoices', async () => {
  const { id: coupon } = await stripe.coupons.create({
    percent_off: 20,
    duration: 'repeating',
    duration_in_months: 3,
  });
  const { id: promotion_code } = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon },
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: pro.id, quantity: 1 }],
    discounts: [{ promotion_code }],
    success_url: 'http://127.0.0.1:1/done',
  });
  await press(String(session.url), { card: '4242424242424242', email: 'ann@example.com' });
  const { subscription, amount_total } = await stripe.checkout.sessions.retrieve(session.id);
  const [invoice] = await invoicesOf(String(subscription));
  expect([amount_total, invoice?.total, invoice?.amount_paid]).toEqual([3920, 3920, 3920]);
  expect((await retrieve(String(subscription))).discounts).toMatchObject([{ promotion_code }]);
  expect(await stripe.promotionCodes.retrieve(promotion_code)).toMatchObject({ times_redeemed: 1 });
  expect(await stripe.coupons.retrieve(coupon)).toMatchObject({ times_redeemed: 1 });
});

interface Typed {
  coupon: Stripe.CouponCreateParams;
  /** Only this customer may use the code. */
  customer?: string;
  trial_days?: number;
}

/** The page of a session for Pro that takes codes, and a code for it. */
async function pageWithCode({ coupon, customer, trial_days }: Typed) {
  const { id } = await stripe.coupons.create(coupon);
  const { code } = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: id },
    ...(customer ? { customer } : {}),
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: pro.id, quantity: 1 }],
    allow_promotion_codes: true,
    success_url: 'http://127.0.0.1:1/done',
    ...(trial_days ? { subscription_data: { trial_period_days: trial_days } } : {}),
  });
  return { url: String(session.url), code: code.toLowerCase(), id: session.id };
}

const ANN = { card: '4242424242424242', email: 'ann@example.com' };
const subscribed = async (session: string) => {
  const { subscription, amount_total, payment_status } = await stripe.checkout.sessions.retrieve(session);
  return { subscription: String(subscription), amount_total, payment_status };
};

test('a code typed on the page of a plan takes off its first payment, and what the coupon says of the next ones', async () => {
  const once = await pageWithCode({ coupon: { percent_off: 50, duration: 'once' } });
  const months = await pageWithCode({
    coupon: { amount_off: 900, currency: 'usd', duration: 'repeating', duration_in_months: 2 },
  });
  const forever = await pageWithCode({ coupon: { percent_off: 10, duration: 'forever' } });
  for (const { url, code } of [once, months, forever]) {
    expect(await (await fetch(url)).text()).toContain('Promotion code');
    expect((await press(url, { code: 'nonsense' })).page).toContain('not valid');
    expect((await press(url, { code })).status).toBe(303);
    const page = await (await fetch(url)).text();
    expect(page).toContain('Discount');
    expect(page).not.toContain('Promotion code');
    await press(url, ANN);
  }
  const made = await Promise.all([once, months, forever].map(({ id }) => subscribed(id)));
  expect(made.map(({ amount_total }) => amount_total)).toEqual([2450, 4000, 4410]);
  await advance('P2MT2H');
  expect(await Promise.all(made.map(({ subscription }) => totals(subscription)))).toEqual([
    [2450, 4900, 4900],
    [4000, 4000, 4900],
    [4410, 4410, 4410],
  ]);
});

test('a code for all of it asks for a card and no money, and one for after the trial takes nothing off the trial', async () => {
  const free = await pageWithCode({ coupon: { percent_off: 100, duration: 'once' } });
  const trial = await pageWithCode({ coupon: { percent_off: 20, duration: 'once' }, trial_days: 7 });
  for (const { url, code } of [free, trial]) {
    await press(url, { code });
    await press(url, ANN);
  }
  const [first, second] = await Promise.all([free, trial].map(({ id }) => subscribed(id)));
  expect([first, second]).toMatchObject([
    { amount_total: 0, payment_status: 'no_payment_required' },
    { amount_total: 0, payment_status: 'no_payment_required' },
  ]);
  expect(await retrieve(first?.subscription ?? '')).toMatchObject({ status: 'active' });
  await advance('P1MT2H');
  expect(await totals(first?.subscription ?? '')).toEqual([0, 4900]);
  expect(await totals(second?.subscription ?? '')).toEqual([0, 3920]);
});

test('a code is not taken once a payment was tried, nor for another customer or currency', async () => {
  const tried = await pageWithCode({ coupon: { percent_off: 50 } });
  await press(tried.url, { ...ANN, card: '4000000000009995' });
  expect((await press(tried.url, { code: tried.code })).page).toContain('not valid');
  await press(tried.url, ANN);
  expect(await subscribed(tried.id)).toMatchObject({ amount_total: 4900, payment_status: 'paid' });
  const { id: customer } = await createPayer(stripe);
  const refused = [
    { coupon: { percent_off: 50 }, customer },
    { coupon: { amount_off: 500, currency: 'sek' } },
  ];
  for (const given of refused) {
    const { url, code } = await pageWithCode(given);
    expect((await press(url, { code })).page).toContain('not valid');
  }
});

test('a change in mid-period gives back what was paid for the rest of it, and charges what the discount leaves', async () => {
  const change = async (id: string) => {
    const { items } = await retrieve(id);
    const asked = [{ id: items.data[0]?.id ?? '', quantity: 2 }];
    const behavior = { proration_behavior: 'always_invoice' } as const;
    await stripe.subscriptions.update(id, { items: asked, ...behavior });
    const bill = (await invoicesOf(id)).at(-1);
    return {
      total: bill?.total,
      off: bill?.total_discount_amounts,
      net: bill?.lines.data.map(({ amount }) => amount),
    };
  };
  const kept = await subscribe({ percent_off: 50, duration: 'forever' });
  const used = await subscribe({ percent_off: 50, duration: 'once' });
  // At once: nothing of the period is over.
  expect(await change(kept.id)).toMatchObject({ net: [-2450, 4900], total: 2450, off: [{ amount: 0 }] });
  expect(await change(used.id)).toMatchObject({ net: [-2450, 9800], total: 7350 });
});
