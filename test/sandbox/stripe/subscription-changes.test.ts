import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { createClock } from '../../../sandbox/clock.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { changeCard, createPayer, createPlan, press } from './shop.js';

const clock = createClock();
let sandbox: SandboxStripe;
let stripe: Stripe;
let basic: Stripe.Price;
let pro: Stripe.Price;
let yearly: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true, clock });
  stripe = sandbox.stripe;
  basic = await createPlan(stripe, { name: 'Basic', unit_amount: 1500 });
  pro = await createPlan(stripe);
  yearly = await createPlan(stripe, { unit_amount: 49_000, interval: 'year' });
});
afterAll(() => sandbox.close());

const advance = (duration: string) => sandbox.control('POST', 'clock', { advance: duration });
const latest = ({ latest_invoice }: Stripe.Subscription) => stripe.invoices.retrieve(String(latest_invoice));
const priceOf = ({ items }: Stripe.Subscription) => items.data[0]?.price.id;
const startOf = ({ items }: Stripe.Subscription) => items.data[0]?.current_period_start ?? 0;
const endOf = ({ items }: Stripe.Subscription) => items.data[0]?.current_period_end ?? 0;

async function subscribe(price: Stripe.Price): Promise<Stripe.Subscription & { customer: string }> {
  const { id: customer } = await createPayer(stripe);
  const made = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  return { ...made, customer };
}

/** An upgrade as QuickScale makes it: paid in full now, or not made. */
const UPGRADE = {
  billing_cycle_anchor: { type: 'now' },
  payment_behavior: 'pending_if_incomplete',
  proration_behavior: 'none',
} as const;

function upgrade(subscription: Stripe.Subscription, price: Stripe.Price) {
  const items = [{ id: String(subscription.items.data[0]?.id), price: price.id }];
  return stripe.subscriptions.update(subscription.id, { items, ...UPGRADE });
}

test('another price without a quantity is a quantity of one; the same price keeps it', async () => {
  const { id: customer } = await createPayer(stripe);
  const made = await stripe.subscriptions.create({ customer, items: [{ price: basic.id, quantity: 3 }] });
  const id = String(made.items.data[0]?.id);
  const none = { proration_behavior: 'none' } as const;
  const same = await stripe.subscriptions.update(made.id, { items: [{ id, price: basic.id }], ...none });
  expect(same.items.data[0]?.quantity).toBe(3);
  const other = await stripe.subscriptions.update(made.id, { items: [{ id, price: pro.id }], ...none });
  expect(other.items.data[0]?.quantity).toBe(1);
});

test('the item of a subscription is listed, read, and changed by itself, and is its last one', async () => {
  const plan = await subscribe(basic);
  const id = String(plan.items.data[0]?.id);
  expect(await stripe.subscriptionItems.list({ subscription: plan.id })).toMatchObject({ data: [{ id }] });
  const more = await stripe.subscriptionItems.update(id, {
    quantity: 2,
    proration_behavior: 'always_invoice',
  });
  expect(more).toMatchObject({ id, object: 'subscription_item', quantity: 2, subscription: plan.id });
  expect(await stripe.subscriptionItems.retrieve(id)).toEqual(more);
  const after = await stripe.subscriptions.retrieve(plan.id);
  expect(await latest(after)).toMatchObject({ billing_reason: 'subscription_update', total: 1500 });
  await expect(stripe.subscriptionItems.del(id)).rejects.toThrow('at least one active plan');

  // A further one is billed for the rest of the period, renews with the first, and gives back what is left of it.
  const asked = { subscription: plan.id, price: pro.id, proration_behavior: 'always_invoice' } as const;
  const second = await stripe.subscriptionItems.create(asked);
  await expect(stripe.subscriptionItems.create(asked)).rejects.toThrow('same price');
  const now = async () => latest(await stripe.subscriptions.retrieve(plan.id));
  expect(await now()).toMatchObject({
    total: 4900,
    lines: { data: [{ parent: { subscription_item_details: { subscription_item: second.id } } }] },
  });
  expect((await stripe.subscriptionItems.list({ subscription: plan.id })).data).toHaveLength(2);
  const preview = await stripe.invoices.createPreview({ subscription: plan.id });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual([3000, 4900]);
  await stripe.subscriptionItems.del(second.id, { proration_behavior: 'always_invoice' });
  expect(await now()).toMatchObject({ total: -4900 });
  await expect(stripe.subscriptionItems.retrieve('si_none')).rejects.toMatchObject({ statusCode: 404 });
});

test('an upgrade now costs the full new price for a new period, as its preview said', async () => {
  const before = await subscribe(basic);
  await advance('P10D');
  const preview = await stripe.invoices.createPreview({
    subscription: before.id,
    subscription_details: {
      items: [{ id: String(before.items.data[0]?.id), price: pro.id }],
      billing_cycle_anchor: { type: 'now' },
      proration_behavior: 'none',
    },
  });
  const after = await upgrade(before, pro);
  expect(after).toMatchObject({
    status: 'active',
    pending_update: null,
    billing_cycle_anchor: startOf(after),
  });
  expect(priceOf(after)).toBe(pro.id);
  const invoice = await latest(after);
  expect(invoice).toMatchObject({ billing_reason: 'subscription_update', status: 'paid', total: 4900 });
  expect(preview).toMatchObject({ amount_due: 4900, id: expect.stringMatching(/^upcoming_in_/) });
  expect(preview.lines.data.map(({ amount }) => amount)).toEqual(
    invoice.lines.data.map(({ amount }) => amount),
  );
});

test('an upgrade that is declined changes nothing, and is forgotten after 23 hours', async () => {
  const before = await subscribe(basic);
  await changeCard(stripe, before.customer, 'pm_card_chargeCustomerFail');
  const after = await upgrade(before, pro);
  expect([priceOf(after), endOf(after), after.status]).toEqual([basic.id, endOf(before), 'active']);
  expect(after.pending_update).toMatchObject({ subscription_items: [{ price: { id: pro.id } }] });
  expect(await latest(after)).toMatchObject({ status: 'open', next_payment_attempt: null });
  await advance('P1D');
  expect(await stripe.subscriptions.retrieve(before.id)).toMatchObject({
    status: 'active',
    pending_update: null,
  });
  expect(await latest(after)).toMatchObject({ status: 'void' });
});

test('an upgrade that waits is made when its invoice is paid, on the invoice’s own page or after the bank’s challenge', async () => {
  const waiting = [await subscribe(basic), await subscribe(basic)];
  const pages: string[] = [];
  for (const each of waiting) {
    await changeCard(stripe, each.customer, 'pm_card_threeDSecure2Required');
    const invoice = await latest(await upgrade(each, pro));
    pages.push(String(invoice.hosted_invoice_url));
  }
  await press(String(pages[0]), { card: '4242424242424242' });
  const challenge = await press(String(pages[1]), { card: '4000000000003220' });
  expect(challenge.location).toMatch(/\/challenge\/pi_/);
  await press(challenge.location, { outcome: 'complete' });
  for (const { id } of waiting) {
    const after = await stripe.subscriptions.retrieve(id);
    expect([priceOf(after), after.pending_update, after.status]).toEqual([pro.id, null, 'active']);
    expect(await latest(after)).toMatchObject({ status: 'paid', total: 4900 });
  }
});

test('that a plan is not to end any more waits with the upgrade for its payment', async () => {
  const { id, items, customer } = await subscribe(basic);
  await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  await changeCard(stripe, customer, 'pm_card_chargeCustomerFail');
  const waits = await stripe.subscriptions.update(id, {
    items: [{ id: String(items.data[0]?.id), price: pro.id }],
    cancel_at_period_end: false,
    ...UPGRADE,
  });
  expect(waits).toMatchObject({
    cancel_at_period_end: true,
    pending_update: { cancel_at_period_end: false },
  });
  await changeCard(stripe, customer, 'pm_card_visa');
  await stripe.invoices.pay(String(waits.latest_invoice));
  const after = await stripe.subscriptions.retrieve(id);
  expect(after).toMatchObject({ cancel_at_period_end: false, cancel_at: null, pending_update: null });
  expect(priceOf(after)).toBe(pro.id);
});

test('a change in mid-period is prorated on the next invoice, when that is asked for', async () => {
  const before = await subscribe(basic);
  const half = (endOf(before) - startOf(before)) / 2;
  await sandbox.control('POST', 'clock', { now: new Date((startOf(before) + half) * 1000).toISOString() });
  await stripe.subscriptions.update(before.id, {
    items: [{ id: String(before.items.data[0]?.id), price: pro.id }],
    proration_behavior: 'create_prorations',
  });
  await advance('P20D');
  const { lines, total } = await latest(await stripe.subscriptions.retrieve(before.id));
  expect(
    lines.data.map(({ amount, parent }) => [amount, parent?.subscription_item_details?.proration]),
  ).toEqual([
    [-750, true],
    [2450, true],
    [4900, false],
  ]);
  expect(total).toBe(6600);
});

test('a price for another interval begins its own period at once', async () => {
  const before = await subscribe(pro);
  const after = await stripe.subscriptions.update(before.id, {
    items: [{ id: String(before.items.data[0]?.id), price: yearly.id }],
    proration_behavior: 'none',
  });
  expect(Math.round((endOf(after) - startOf(after)) / 86_400)).toBeGreaterThanOrEqual(365);
  expect(await latest(after)).toMatchObject({ total: 49_000, status: 'paid' });
});

test('a downgrade scheduled for the period’s end happens then, and leaves no schedule after its phase', async () => {
  const before = await subscribe(pro);
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: before.id });
  const [present] = schedule.phases;
  const phases = [
    {
      items: [{ price: pro.id, quantity: 1 }],
      start_date: Number(present?.start_date),
      end_date: Number(present?.end_date),
    },
    { items: [{ price: basic.id, quantity: 1 }], duration: { interval: 'month' as const } },
  ];
  await stripe.subscriptionSchedules.update(schedule.id, { end_behavior: 'release', phases });
  const preview = await stripe.invoices.createPreview({
    schedule: schedule.id,
    schedule_details: { phases },
  });
  expect(preview).toMatchObject({ total: 1500 });
  expect(await stripe.subscriptions.retrieve(before.id)).toMatchObject({ schedule: schedule.id });
  await expect(stripe.subscriptions.update(before.id, { cancel_at_period_end: true })).rejects.toThrow(
    'schedule',
  );
  await advance('P1MT2H');
  const after = await stripe.subscriptions.retrieve(before.id);
  expect(priceOf(after)).toBe(basic.id);
  expect(await latest(after)).toMatchObject({ total: 1500, status: 'paid' });
  await advance('P1M');
  expect(await stripe.subscriptions.retrieve(before.id)).toMatchObject({ schedule: null, status: 'active' });
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: 'released',
    released_subscription: before.id,
  });
});

test('a released schedule leaves the plan as it is', async () => {
  const before = await subscribe(pro);
  const { id } = await stripe.subscriptionSchedules.create({ from_subscription: before.id });
  expect(await stripe.subscriptionSchedules.release(id)).toMatchObject({
    status: 'released',
    subscription: null,
  });
  const after = await stripe.subscriptions.retrieve(before.id);
  expect([priceOf(after), after.schedule]).toEqual([pro.id, null]);
});

test('a bill of its own takes the item that names it, and what waits only where it is asked to', async () => {
  const { id: customer } = await createPayer(stripe);
  const work = { customer, currency: 'eur', amount: 900 };
  await stripe.invoiceItems.create({ ...work, amount: 50, description: 'Waits' });
  const { id } = await stripe.invoices.create({ customer, currency: 'eur' });
  const item = await stripe.invoiceItems.create({ ...work, invoice: id, description: 'Work' });
  expect(item.invoice).toBe(id);
  const final = await stripe.invoices.finalizeInvoice(id);
  expect(final).toMatchObject({ total: 900, amount_due: 900, lines: { data: [{ description: 'Work' }] } });
  await expect(stripe.invoiceItems.create({ ...work, invoice: id })).rejects.toThrow('no draft');
  expect(await stripe.invoices.pay(id)).toMatchObject({ status: 'paid' });
  const [charge] = (await stripe.charges.list({ customer })).data;
  expect(charge).toMatchObject({ amount: 900, description: 'Payment for Invoice' });
});

test('invoices are voided, given up, paid elsewhere or in parts, and credited', async () => {
  const open = async () => {
    const before = await subscribe(basic);
    await changeCard(stripe, before.customer, 'pm_card_chargeCustomerFail');
    return latest(await upgrade(before, pro));
  };
  expect(await stripe.invoices.voidInvoice((await open()).id)).toMatchObject({ status: 'void' });
  expect(await stripe.invoices.markUncollectible((await open()).id)).toMatchObject({
    status: 'uncollectible',
  });
  const paid = await stripe.invoices.pay((await open()).id, { paid_out_of_band: true });
  expect(paid).toMatchObject({ status: 'paid', amount_remaining: 0 });
  expect(
    await stripe.subscriptions.retrieve(String(paid.parent?.subscription_details?.subscription)),
  ).toMatchObject({
    items: { data: [{ price: { id: pro.id } }] },
  });
  await expect(stripe.invoices.pay((await open()).id)).rejects.toMatchObject({
    statusCode: 402,
    code: 'card_declined',
  });

  const partly = await open();
  const { id: payment_intent } = await stripe.paymentIntents.create({
    amount: 1900,
    confirm: true,
    currency: 'usd',
    customer: String(partly.customer),
    payment_method: 'pm_card_visa',
    return_url: 'http://127.0.0.1:1/back',
  });
  expect(await stripe.invoices.attachPayment(partly.id, { payment_intent })).toMatchObject({
    status: 'open',
    amount_paid: 1900,
    amount_remaining: 3000,
  });
  await changeCard(stripe, String(partly.customer), 'pm_card_visa');
  expect(await stripe.invoices.pay(partly.id)).toMatchObject({ status: 'paid', amount_paid: 4900 });
  expect((await stripe.invoicePayments.list({ invoice: partly.id })).data).toMatchObject([
    { amount_paid: 1900, is_default: false, status: 'paid' },
    { amount_paid: 3000, is_default: true, status: 'paid' },
  ]);

  const invoice = await latest(await subscribe(pro));
  const note = await stripe.creditNotes.create({
    invoice: invoice.id,
    amount: 1000,
    refund_amount: 1000,
    reason: 'order_change',
  });
  expect(note).toMatchObject({
    amount: 1000,
    number: `${invoice.number}-CN-01`,
    type: 'post_payment',
    refunds: [{ amount_refunded: 1000 }],
  });
  expect((await stripe.creditNotes.list({ invoice: invoice.id })).data).toHaveLength(1);
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
    post_payment_credit_notes_amount: 1000,
  });
  await expect(
    stripe.creditNotes.create({ invoice: invoice.id, amount: 9000, refund_amount: 9000 }),
  ).rejects.toMatchObject({ statusCode: 400 });
});
