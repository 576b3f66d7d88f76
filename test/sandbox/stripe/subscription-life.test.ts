import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { createClock } from '../../../sandbox/clock.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { changeCard, createPayer, createPlan } from './shop.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const clock = createClock(Date.parse('2027-01-31T10:00:00Z') - Date.now());
let sandbox: SandboxStripe;
let stripe: Stripe;
let pro: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true, clock });
  stripe = sandbox.stripe;
  pro = await createPlan(stripe);
});
afterAll(() => sandbox.close());

const subscribe = (customer: string, more: Partial<Stripe.SubscriptionCreateParams> = {}) =>
  stripe.subscriptions.create({ customer, items: [{ price: pro.id }], ...more });
const advance = (duration: string) => sandbox.control('POST', 'clock', { advance: duration });
const retrieve = (id: string) => stripe.subscriptions.retrieve(id);
const invoicesOf = async (id: string) =>
  (await stripe.invoices.list({ subscription: id, limit: 100, expand: ['data.payments'] })).data.reverse();
const endOf = (subscription: Stripe.Subscription) => subscription.items.data[0]?.current_period_end ?? 0;
const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);

/** What the events of one customer's billing were, oldest first. */
async function told(customer: string, since = 0): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100 });
  return events.data
    .filter(
      ({ data, created }) => (data.object as { customer?: string }).customer === customer && created >= since,
    )
    .map(({ type }) => type)
    .reverse();
}

test('a subscription is paid at once and tells of itself in order', async () => {
  const { id: customer } = await createPayer(stripe);
  const subscription = await subscribe(customer, { metadata: { seat: '7' } });
  expect(subscription).toMatchObject({ status: 'active', metadata: { seat: '7' }, pending_update: null });
  const [invoice] = await invoicesOf(subscription.id);
  expect(invoice).toMatchObject({
    id: subscription.latest_invoice,
    status: 'paid',
    billing_reason: 'subscription_create',
    amount_paid: 4900,
    number: expect.stringMatching(/^[A-Z0-9]{8}-0001$/),
    lines: {
      data: [
        { amount: 4900, description: '1 × Pro (at $49.00 / month)', period: { end: endOf(subscription) } },
      ],
    },
    payments: { data: [{ status: 'paid', amount_paid: 4900, payment: { type: 'payment_intent' } }] },
  });
  expect(
    (await told(customer)).filter(
      (type) => !/^(customer|payment_method)\.(created|updated|attached)/.test(type),
    ),
  ).toEqual([
    'customer.subscription.created',
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'charge.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
  ]);
});

test('a plan begun on the 31st renews on the last day of shorter months, and a jump plays all of them in order', async () => {
  const { id: customer } = await createPayer(stripe);
  const subscription = await subscribe(customer);
  expect(day(endOf(subscription))).toBe('2027-02-28');
  await advance('P2M');
  const invoices = await invoicesOf(subscription.id);
  expect(
    invoices.map(({ lines }) => lines.data.map(({ period }) => [day(period.start), day(period.end)])),
  ).toEqual([[['2027-01-31', '2027-02-28']], [['2027-02-28', '2027-03-31']], [['2027-03-31', '2027-04-30']]]);
  const renewal = invoices[1];
  expect(renewal?.status_transitions).toMatchObject({
    finalized_at: (renewal?.created ?? 0) + HOUR,
    paid_at: (renewal?.created ?? 0) + HOUR,
  });
  expect(invoices.map(({ billing_reason }) => billing_reason)).toEqual([
    'subscription_create',
    'subscription_cycle',
    'subscription_cycle',
  ]);
});

test('a renewal is a draft for an hour, while the new period has begun', async () => {
  const { id: customer } = await createPayer(stripe);
  const before = await subscribe(customer);
  await sandbox.control('POST', 'clock', { now: new Date((endOf(before) + 60) * 1000).toISOString() });
  const after = await retrieve(before.id);
  expect(after.items.data[0]?.current_period_start).toBe(endOf(before));
  expect(await stripe.invoices.retrieve(String(after.latest_invoice))).toMatchObject({
    status: 'draft',
    number: null,
  });
  await advance('PT1H');
  expect(await stripe.invoices.retrieve(String(after.latest_invoice))).toMatchObject({ status: 'paid' });
});

test('a declined renewal is retried after 3, 5 and 7 days, then the subscription is over', async () => {
  const { id: customer } = await createPayer(stripe);
  const { id, items } = await subscribe(customer);
  await changeCard(stripe, customer, 'pm_card_chargeCustomerFail');
  const due = (items.data[0]?.current_period_end ?? 0) + HOUR;
  await sandbox.control('POST', 'clock', { now: new Date((due + 60) * 1000).toISOString() });
  const { latest_invoice } = await retrieve(id);
  expect(await retrieve(id)).toMatchObject({ status: 'past_due' });
  expect(await stripe.invoices.retrieve(String(latest_invoice))).toMatchObject({
    status: 'open',
    attempt_count: 1,
    next_payment_attempt: due + 3 * DAY,
  });
  await advance('P16D');
  const charges = (await stripe.charges.list({ customer })).data.filter(({ status }) => status === 'failed');
  expect(charges.map(({ created }) => (created - due) / DAY).reverse()).toEqual([0, 3, 8, 15]);
  expect(await retrieve(id)).toMatchObject({
    status: 'canceled',
    ended_at: due + 15 * DAY,
    cancellation_details: { reason: 'payment_failed' },
  });
  expect((await told(customer, due + 15 * DAY)).slice(-4)).toEqual([
    'invoice.updated',
    'invoice.payment_failed',
    'invoice.marked_uncollectible',
    'customer.subscription.deleted',
  ]);
});

test('where the account says so it stands unpaid after the last retry: later invoices stay drafts, and the latest brings it back', async () => {
  await sandbox.control('POST', 'settings', { after_retries: 'unpaid' });
  const { id: customer } = await createPayer(stripe);
  const { id } = await subscribe(customer);
  await changeCard(stripe, customer, 'pm_card_chargeCustomerFail');
  await advance('P1M16D');
  expect(await retrieve(id)).toMatchObject({ status: 'unpaid', ended_at: null });
  const [, first] = await invoicesOf(id);
  expect(first).toMatchObject({ status: 'open', attempt_count: 4, next_payment_attempt: null });
  await changeCard(stripe, customer, 'pm_card_visa');
  await advance('P1M');
  const [, , draft] = await invoicesOf(id);
  expect(draft).toMatchObject({ status: 'draft', auto_advance: false, automatically_finalizes_at: null });
  expect(await stripe.invoices.pay(first?.id ?? '')).toMatchObject({ status: 'paid' });
  expect(await retrieve(id)).toMatchObject({ status: 'unpaid', latest_invoice: draft?.id });
  await stripe.invoices.finalizeInvoice(draft?.id ?? '');
  await stripe.invoices.pay(draft?.id ?? '');
  expect(await retrieve(id)).toMatchObject({ status: 'active' });
  await advance('P1M');
  expect((await invoicesOf(id)).map(({ status }) => status)).toEqual(Array(4).fill('paid'));
  await sandbox.control('POST', 'settings', { after_retries: 'cancel' });
});

test('a past due subscription recovers with a new card, by the next retry or when its invoice is paid', async () => {
  const payers = await Promise.all([createPayer(stripe), createPayer(stripe)]);
  const subscriptions = await Promise.all(payers.map(({ id }) => subscribe(id)));
  for (const { id } of payers) await changeCard(stripe, id, 'pm_card_chargeCustomerFail');
  await advance('P1M1D');
  for (const { id } of payers) await changeCard(stripe, id, 'pm_card_visa');
  const [waiting, paying] = await Promise.all(subscriptions.map(({ id }) => retrieve(id)));
  expect([waiting?.status, paying?.status]).toEqual(['past_due', 'past_due']);
  const paid = await stripe.invoices.pay(String(paying?.latest_invoice));
  expect(paid).toMatchObject({ status: 'paid', amount_remaining: 0, next_payment_attempt: null });
  expect(await retrieve(String(paying?.id))).toMatchObject({ status: 'active' });
  await advance('P3D');
  expect(await retrieve(String(waiting?.id))).toMatchObject({ status: 'active' });
});

test('a past due subscription is active again once its invoice is given up or void: the latest that is not void decides', async () => {
  const { id: customer } = await createPayer(stripe);
  const [forgiven, voided, twice] = [
    await subscribe(customer),
    await subscribe(customer),
    await subscribe(customer),
  ];
  await changeCard(stripe, customer, 'pm_card_chargeCustomerFail');
  await advance('P1MT3H');
  const latest = async ({ id }: { id: string }) => String((await retrieve(id)).latest_invoice);
  await stripe.invoices.markUncollectible(await latest(forgiven));
  await stripe.invoices.voidInvoice(await latest(voided));
  for (const { id } of [forgiven, voided]) expect(await retrieve(id)).toMatchObject({ status: 'active' });
  expect((await stripe.events.list({ limit: 1 })).data[0]).toMatchObject({
    type: 'customer.subscription.updated',
    data: { object: { id: voided.id }, previous_attributes: { status: 'past_due' } },
  });
  await advance('P3D');
  expect((await retrieve(forgiven.id)).status).toBe('active');

  // Two periods behind: while the older one is open, voiding the later one leaves it past due.
  const [, older] = await invoicesOf(twice.id);
  await stripe.subscriptions.update(twice.id, {
    billing_cycle_anchor: { type: 'now' },
    proration_behavior: 'none',
  });
  const newer = await latest(twice);
  expect(newer).not.toBe(older?.id);
  await stripe.invoices.voidInvoice(newer);
  expect((await retrieve(twice.id)).status).toBe('past_due');
  await stripe.invoices.pay(String(older?.id), { paid_out_of_band: true });
  expect((await retrieve(twice.id)).status).toBe('active');
  for (const { id } of [forgiven, voided, twice]) await stripe.subscriptions.cancel(id);
});

test('a subscription to be cancelled at period end ends then, unless that is undone', async () => {
  const { id: customer } = await createPayer(stripe);
  const [ends, stays] = [await subscribe(customer), await subscribe(customer)];
  for (const { id } of [ends, stays]) await stripe.subscriptions.update(id, { cancel_at_period_end: true });
  expect(await retrieve(ends.id)).toMatchObject({
    status: 'active',
    cancel_at: endOf(ends),
    cancel_at_period_end: true,
  });
  await stripe.subscriptions.update(stays.id, { cancel_at_period_end: false });
  await advance('P1M1D');
  expect(await retrieve(ends.id)).toMatchObject({ status: 'canceled', ended_at: endOf(ends) });
  expect(await invoicesOf(ends.id)).toHaveLength(1);
  expect(await retrieve(stays.id)).toMatchObject({ status: 'active', cancel_at: null });
});

test('cancelled now, it is over and nothing more is billed', async () => {
  const { id: customer } = await createPayer(stripe);
  const { id } = await subscribe(customer);
  expect(await stripe.subscriptions.cancel(id)).toMatchObject({
    status: 'canceled',
    cancellation_details: { reason: 'cancellation_requested' },
  });
  await advance('P2M');
  expect(await invoicesOf(id)).toHaveLength(1);
  await expect(stripe.subscriptions.update(id, { cancel_at_period_end: true })).rejects.toThrow('canceled');
});

test('a trial costs nothing until it ends, and then a month from there', async () => {
  const { id: customer } = await createPayer(stripe);
  const trial = await subscribe(customer, { trial_period_days: 14 });
  expect(trial).toMatchObject({ status: 'trialing', trial_end: endOf(trial) });
  await advance('P14DT2H');
  const [first, second] = await invoicesOf(trial.id);
  expect(first).toMatchObject({
    total: 0,
    status: 'paid',
    lines: { data: [{ description: 'Trial period for Pro' }] },
  });
  expect(second).toMatchObject({ total: 4900, status: 'paid', billing_reason: 'subscription_cycle' });
  expect(await retrieve(trial.id)).toMatchObject({ status: 'active', billing_cycle_anchor: trial.trial_end });
  const ended = await subscribe(customer, { trial_period_days: 14 });
  expect(await stripe.subscriptions.update(ended.id, { trial_end: 'now' })).toMatchObject({
    status: 'active',
  });
});

test('while collection rests, renewals come and nothing is paid', async () => {
  const { id: customer } = await createPayer(stripe);
  const { id } = await subscribe(customer);
  await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void' } });
  await advance('P1M1D');
  expect((await invoicesOf(id)).map(({ status }) => status)).toEqual(['paid', 'void']);
  expect(await stripe.subscriptions.update(id, { pause_collection: '' })).toMatchObject({
    pause_collection: null,
  });
});

test('a first payment that needs the cardholder leaves it incomplete, and after 23 hours expired', async () => {
  const { id: customer } = await createPayer(stripe, 'pm_card_threeDSecure2Required');
  const waits = await subscribe(customer, { payment_behavior: 'default_incomplete' });
  const asks = await subscribe(customer);
  expect([waits.status, asks.status]).toEqual(['incomplete', 'incomplete']);
  const { payments } = await stripe.invoices.retrieve(String(asks.latest_invoice), {
    expand: ['payments.data.payment.payment_intent'],
  });
  expect(payments?.data[0]?.payment.payment_intent).toMatchObject({ status: 'requires_action' });
  await advance('P1D');
  expect((await retrieve(asks.id)).status).toBe('incomplete_expired');
  expect((await invoicesOf(waits.id))[0]).toMatchObject({ status: 'void' });
  await expect(subscribe(customer, { payment_behavior: 'error_if_incomplete' })).rejects.toMatchObject({
    statusCode: 402,
  });
  expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
});
