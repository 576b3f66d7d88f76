import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { installSandboxClock, moveSandboxClock } from '../../sandbox/clock.js';
import {
  attemptsWithoutCharge,
  billedInvoices,
  cancelAtPeriodEnd,
  cancelNow,
  catalogue,
  changePlan,
  keepSubscription,
  overdueOf,
  planOffers,
  previewCancellation,
  previewPlanChange,
  refresh,
  resumeSubscription,
  type SubscriptionView,
  subscriptionOf,
  unpaidChangeOf,
} from '../../src/billing/index.js';
import { balance, spend, verifyLedger } from '../../src/credits/index.js';
import { createCustomer, createService } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';
import { onBehalf } from './subscriber.js';

/** Saved without a complaint, declined whenever it is charged. */
const FAILS_LATER = 'pm_card_chargeCustomerFail';
/** The bank wants its holder for every payment. */
const WANTS_HOLDER = 'pm_card_authenticationRequired';

let shop: Shop;
let workers: RunningWorkers;
let service: string;
const price: Record<string, string> = {};

beforeAll(async () => {
  shop = await openShop();
  await installSandboxClock(shop.ownerUrl);
  workers = await shop.startWorkers();
  service = await createService(shop.db, 100);
  for (const { id, nickname } of (await catalogue(shop.db)).flatMap(({ prices }) => prices))
    price[nickname] = id;
}, 60_000);
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

interface Subscriber {
  user_id: string;
  email: string;
  plan: SubscriptionView;
}

let subscribers = 0;

/** A customer whose plan is paid. */
async function subscriber(nickname: string): Promise<Subscriber> {
  const email = `changes-${++subscribers}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  await shop.pay(user_id, { price_id: price[nickname] ?? '' });
  const plan = await waitFor(() => subscriptionOf(shop.db, user_id));
  await shop.settled();
  return { user_id, email, plan };
}

const change = (user_id: string, nickname: string, timing: 'now' | 'period_end') =>
  changePlan(shop.deps, { user_id, price_id: price[nickname] ?? '', timing, key: randomUUID() });
const current = async (user_id: string) => (await subscriptionOf(shop.db, user_id)) as SubscriptionView;
const atStripe = ({ stripe_id }: SubscriptionView) => shop.stripe.subscriptions.retrieve(stripe_id);
const use = (wallet_id: string, quantity: number) =>
  spend(shop.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });
const paid = async (user_id: string) =>
  (
    await shop.db.query<{ received_minor: number }>(
      "SELECT received_minor FROM payments WHERE user_id = $1 AND status = 'succeeded' ORDER BY created_at, id",
      [user_id],
    )
  ).map(({ received_minor }) => received_minor);
/** What is in the wallet, in whole credits. */
async function credits(user_id: string) {
  const { available, by_type } = await balance(shop.db, user_id);
  const { subscription, pay_as_you_go } = by_type;
  return { available: available / 100, plan: subscription / 100, kept: pay_as_you_go / 100 };
}
const mails = (email: string) => shop.mails.filter(({ to }) => to === email);

/** The card that the plan is charged to from now on. */
async function changeCard({ user_id, plan }: Subscriber, card: string): Promise<void> {
  const { customer } = await shop.db.one<{ customer: string }>(
    'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
    [user_id],
  );
  const { id } = await shop.stripe.paymentMethods.attach(card, { customer });
  await shop.stripe.subscriptions.update(plan.stripe_id, { default_payment_method: id });
}

/** Stripe, with some calls of a resource made in another way. */
function withResource(name: 'invoices' | 'subscriptions', calls: object): Stripe {
  const resource = Object.assign(Object.create(shop.stripe[name]), calls);
  return Object.assign(Object.create(shop.stripe), { [name]: resource });
}

async function advance(duration: string): Promise<void> {
  const { offset_ms } = await shop.sandbox.control('POST', 'clock', { advance: duration });
  await moveSandboxClock(shop.ownerUrl, Number(offset_ms));
  await shop.settled();
}

test('an upgrade is paid in full now, as its preview said, and the rest of the old credits stays for good', async () => {
  const { user_id, email, plan } = await subscriber('Basic, monthly');
  await use(user_id, 120);
  const preview = await previewPlanChange(shop.deps, { user_id, price_id: price['Pro, monthly'] ?? '' });
  expect(preview).toMatchObject({
    charged_now_minor: 4999,
    credits_now: 200_000,
    credits_left: 38_000,
    next_renewal_minor: 4999,
    calls_off: null,
    to: { timing: 'now' },
  });
  const after = await change(user_id, 'Pro, monthly', 'now');
  expect(after).toMatchObject({ plan: 'Pro, monthly', status: 'active', pending: null });
  expect(after.current_period_end.getTime() - preview.next_renewal.getTime()).toBeLessThan(120_000);
  await shop.settled();
  expect(await credits(user_id)).toEqual({ available: 2380, plan: 2000, kept: 380 });
  expect(await paid(user_id)).toEqual([1499, 4999]);
  expect((await atStripe(plan)).items.data[0]?.price.nickname).toBe('Pro, monthly');
  await waitFor(() => mails(email).some(({ text }) => text.includes('Your plan is now Pro, monthly')));
});

test('a declined upgrade changes nothing, says why, and is made once its invoice is paid', async () => {
  const given = await subscriber('Basic, monthly');
  const { user_id, plan } = given;
  await changeCard(given, FAILS_LATER);
  const after = await change(user_id, 'Pro, monthly', 'now');
  expect(after).toMatchObject({
    plan: 'Basic, monthly',
    status: 'active',
    current_period_end: plan.current_period_end,
    pending: { kind: 'unpaid', plan: 'Pro, monthly' },
  });
  await shop.settled();
  expect(await credits(user_id)).toEqual({ available: 500, plan: 500, kept: 0 });
  const waits = await unpaidChangeOf(shop.db, plan.id);
  expect(waits).toMatchObject({ due_minor: 4999, decline: { reason: expect.stringContaining('declined') } });
  expect(waits?.pay_url).toContain('/i/in_');
  expect(mails(given.email).filter(({ subject }) => subject.includes('did not go through'))).toEqual([]);

  await changeCard(given, 'pm_card_visa');
  const { latest_invoice } = await atStripe(plan);
  await shop.stripe.invoices.pay(String(latest_invoice));
  await shop.settled();
  expect(await current(user_id)).toMatchObject({ plan: 'Pro, monthly', pending: null });
  expect(await credits(user_id)).toEqual({ available: 2500, plan: 2000, kept: 500 });
});

test('an upgrade that the bank wants confirmed waits for its holder, can be taken back, and lapses by itself', async () => {
  const given = await subscriber('Basic, monthly');
  const { user_id, plan } = given;
  await changeCard(given, WANTS_HOLDER);
  await change(user_id, 'Pro, monthly', 'now');
  const waits = await unpaidChangeOf(shop.db, plan.id);
  expect(waits).toMatchObject({ due_minor: 4999, decline: null });
  expect(waits?.pay_url).toContain('/i/in_');
  expect(await keepSubscription(shop.deps, { user_id, key: 'back' })).toMatchObject({
    plan: 'Basic, monthly',
    pending: null,
  });
  const { pending_update, latest_invoice } = await atStripe(plan);
  expect(pending_update).toBeNull();
  expect(await shop.stripe.invoices.retrieve(String(latest_invoice))).toMatchObject({ status: 'void' });

  const form = { user_id, price_id: price['Pro, yearly'] ?? '', timing: 'now', key: 'once' } as const;
  await changePlan(shop.deps, form);
  expect(await changePlan(shop.deps, form)).toMatchObject({
    pending: { kind: 'unpaid', plan: 'Pro, yearly' },
  });
  await advance('P1D');
  expect(await current(user_id)).toMatchObject({ plan: 'Basic, monthly', pending: null });
  // Sent once more by the browser's way back, the form is not answered as if it had changed the plan.
  await expect(changePlan(shop.deps, form)).rejects.toMatchObject({ code: 'plan_change_repeated' });
  expect(await paid(user_id)).toEqual([1499]);
});

test('Down-then-up plan changes', async () => {
  const { user_id } = await subscriber('Pro, monthly');
  await use(user_id, 500);
  const down = await previewPlanChange(shop.deps, { user_id, price_id: price['Basic, monthly'] ?? '' });
  expect(down).toMatchObject({
    charged_now_minor: 0,
    credits_now: 0,
    credits_left: 150_000,
    next_renewal_minor: 1499,
    to: { timing: 'period_end', plan_credits: 50_000 },
  });
  const waiting = await change(user_id, 'Basic, monthly', 'period_end');
  expect(waiting).toMatchObject({
    plan: 'Pro, monthly',
    pending: { kind: 'scheduled', plan: 'Basic, monthly', at: down.takes_place },
  });
  // Nothing moves until the period ends: no money, no credits.
  expect(await credits(user_id)).toEqual({ available: 1500, plan: 1500, kept: 0 });
  await advance('P1MT3H');
  // Down: the smaller price buys the smaller credits, and what was left of the larger ones is gone.
  expect(await current(user_id)).toMatchObject({ plan: 'Basic, monthly', pending: null });
  expect(await paid(user_id)).toEqual([4999, 1499]);
  expect(await credits(user_id)).toEqual({ available: 500, plan: 500, kept: 0 });

  await use(user_id, 130);
  await change(user_id, 'Pro, monthly', 'now');
  await shop.settled();
  // Up: the full price buys the full credits now, and what is left of the smaller ones never expires any more.
  expect(await paid(user_id)).toEqual([4999, 1499, 4999]);
  expect(await credits(user_id)).toEqual({ available: 2370, plan: 2000, kept: 370 });
  await advance('P1MT3H');
  expect(await paid(user_id)).toEqual([4999, 1499, 4999, 4999]);
  expect(await credits(user_id)).toEqual({ available: 2370, plan: 2000, kept: 370 });
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
});

test('credits of a period that is over do not become lasting ones by an upgrade in their hours of grace', async () => {
  const { user_id } = await subscriber('Basic, monthly');
  await advance('P1MT1H5M');
  expect(await credits(user_id)).toEqual({ available: 1000, plan: 1000, kept: 0 });
  await change(user_id, 'Pro, monthly', 'now');
  await shop.settled();
  expect(await credits(user_id)).toEqual({ available: 3000, plan: 2500, kept: 500 });
  await advance('PT1H');
  expect(await credits(user_id)).toEqual({ available: 2500, plan: 2000, kept: 500 });
});

test('a change that waits is answered with its invoice, though another reads the plan and is slow at it', async () => {
  const given = await subscriber('Basic, monthly');
  await changeCard(given, WANTS_HOLDER);
  await shop.settled();
  await workers.close();
  const gate = new EventEmitter();
  const opened = once(gate, 'opened');
  const { invoices, subscriptions } = shop.stripe;
  const slow = withResource('invoices', {
    retrieve: (id: string) => opened.then(() => invoices.retrieve(id)),
  });
  let reader: Promise<void> | undefined;
  const meeting = withResource('subscriptions', {
    update: async (...call: Parameters<typeof subscriptions.update>) => {
      const updated = await subscriptions.update(...call);
      reader = refresh({ db: shop.db, stripe: slow }, { type: 'subscription', id: updated.id });
      await waitFor(() => isWanted('invoice', 1));
      return updated;
    },
  });
  const form = {
    user_id: given.user_id,
    price_id: price['Pro, monthly'] ?? '',
    timing: 'now',
    key: 'met',
  } as const;
  const changing = changePlan({ ...shop.deps, stripe: meeting }, form);
  await Promise.race([changing, waitFor(() => isWanted('invoice', 2))]);
  gate.emit('opened');
  await changing;
  expect(await unpaidChangeOf(shop.db, given.plan.id)).toMatchObject({ due_minor: 4999 });
  await reader;
  workers = await shop.startWorkers();

  function isWanted(type: string, times: number) {
    return shop.db.maybeOne('SELECT FROM stripe_objects WHERE type = $1 AND read < wanted AND wanted >= $2', [
      type,
      times,
    ]);
  }
});

test('an upgrade that is paid while it is taken back is made, and whoever took it back is told', async () => {
  const given = await subscriber('Basic, monthly');
  const { user_id } = given;
  await changeCard(given, FAILS_LATER);
  await change(user_id, 'Pro, monthly', 'now');
  await changeCard(given, 'pm_card_visa');
  const { invoices } = shop.stripe;
  const stripe = withResource('invoices', {
    voidInvoice: async (id: string, ...rest: [Stripe.InvoiceVoidInvoiceParams, Stripe.RequestOptions]) => {
      await invoices.pay(id);
      return invoices.voidInvoice(id, ...rest);
    },
  });
  const taken = keepSubscription({ ...shop.deps, stripe }, { user_id, key: 'paid meanwhile' });
  await expect(taken).rejects.toMatchObject({ code: 'plan_changed_meanwhile' });
  await shop.settled();
  expect(await current(user_id)).toMatchObject({ plan: 'Pro, monthly', pending: null });
});

test('a plan that was moved in Stripe to a price that we would not sell is called what it is, and changed at its end', async () => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  const { items } = await atStripe(plan);
  const odd = await shop.stripe.prices.create({
    currency: 'eur',
    unit_amount: 2100,
    recurring: { interval: 'week', interval_count: 3 },
    product_data: { name: 'Odd one' },
  });
  const moved = [{ id: items.data[0]?.id ?? '', price: odd.id }];
  await shop.stripe.subscriptions.update(plan.stripe_id, { items: moved, proration_behavior: 'none' });
  await shop.settled();
  const after = await current(user_id);
  expect(after).toMatchObject({ plan: 'Odd one', period: '3-week period', billing_interval: null });
  const { products } = await planOffers(shop.db, after);
  const timings = products.flatMap(({ offers }) => offers.map(({ timing }) => timing));
  expect(new Set(timings)).toEqual(new Set(['period_end']));
});

test('one change waits at a time: each takes the place of the one before, at Stripe too', async () => {
  const given = await subscriber('Pro, yearly');
  const { user_id, plan } = given;
  await change(user_id, 'Pro, monthly', 'period_end');
  const toBasic = await change(user_id, 'Basic, monthly', 'period_end');
  expect(toBasic.pending).toMatchObject({ kind: 'scheduled', plan: 'Basic, monthly' });

  const ending = await cancelAtPeriodEnd(shop.deps, { user_id, key: 'end' });
  expect(ending).toMatchObject({ pending: null, ends_at: plan.current_period_end });
  expect(await atStripe(plan)).toMatchObject({ schedule: null, cancel_at_period_end: true });

  const down = await change(user_id, 'Basic, yearly', 'period_end');
  expect(down).toMatchObject({ ends_at: null, pending: { kind: 'scheduled', plan: 'Basic, yearly' } });
  expect(await keepSubscription(shop.deps, { user_id, key: 'keep' })).toMatchObject({
    ends_at: null,
    pending: null,
  });
  expect(await atStripe(plan)).toMatchObject({
    schedule: null,
    cancel_at_period_end: false,
    cancel_at: null,
  });
  expect(await paid(user_id)).toEqual([49_990]);
});

test('a plan that is to end goes on by an upgrade, but not by a declined one', async () => {
  const given = await subscriber('Basic, monthly');
  const { user_id, plan } = given;
  await cancelAtPeriodEnd(shop.deps, { user_id, key: 'end' });
  await changeCard(given, FAILS_LATER);
  expect(await change(user_id, 'Pro, monthly', 'now')).toMatchObject({
    ends_at: plan.current_period_end,
    pending: { kind: 'unpaid' },
  });
  await changeCard(given, 'pm_card_visa');
  // Another upgrade takes the place of the one that waits.
  expect(await change(user_id, 'Pro, yearly', 'now')).toMatchObject({
    plan: 'Pro, yearly',
    ends_at: null,
    pending: null,
  });
  await shop.settled();
  expect(await paid(user_id)).toEqual([1499, 49_990]);
});

test('a plan that ends on a date of its own goes on by an upgrade, paid later too', async () => {
  const given = await subscriber('Basic, monthly');
  const { user_id, plan } = given;
  const cancel_at = Math.floor(plan.current_period_end.getTime() / 1000) - 86_400;
  await shop.stripe.subscriptions.update(plan.stripe_id, { cancel_at });
  await waitFor(async () => (await current(user_id)).ends_at);
  await changeCard(given, FAILS_LATER);
  expect(await change(user_id, 'Pro, monthly', 'now')).toMatchObject({
    ends_at: null,
    pending: { kind: 'unpaid' },
  });
  await changeCard(given, 'pm_card_visa');
  await shop.stripe.invoices.pay(String((await atStripe(plan)).latest_invoice));
  await shop.settled();
  expect(await current(user_id)).toMatchObject({ plan: 'Pro, monthly', ends_at: null });
  expect(await atStripe(plan)).toMatchObject({ cancel_at: null });
});

/** A customer whose plan was made at Stripe, for the card that he has there. */
async function givenPlan(given: Partial<Stripe.SubscriptionCreateParams>, { card = '' } = {}) {
  const email = `changes-${++subscribers}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  const { id: customer } = await shop.stripe.customers.create({ email, metadata: { user_id } });
  const saves = async (method: string) => {
    const { id } = await shop.stripe.paymentMethods.attach(method, { customer });
    await shop.stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  };
  if (card) await saves(card);
  const [basic] = (await shop.stripe.prices.list({ lookup_keys: ['basic_monthly'] })).data;
  const items = [{ price: String(basic?.id), ...given.items?.[0] }];
  await shop.stripe.subscriptions.create({ customer, ...given, items });
  await shop.settled();
  return { user_id, saves, plan: await current(user_id) };
}

test('an upgrade of a plan bought three times is one of three, in money and credits', async () => {
  const { user_id, plan } = await givenPlan({ items: [{ quantity: 3 }] }, { card: 'pm_card_visa' });
  expect(await credits(user_id)).toEqual({ available: 1500, plan: 1500, kept: 0 });
  const preview = await previewPlanChange(shop.deps, { user_id, price_id: price['Pro, monthly'] ?? '' });
  expect(preview).toMatchObject({ charged_now_minor: 3 * 4999, credits_now: 600_000 });
  expect(await change(user_id, 'Pro, monthly', 'now')).toMatchObject({ quantity: 3, credits: 6000 });
  await shop.settled();
  expect(await paid(user_id)).toEqual([3 * 1499, 3 * 4999]);
  expect(await credits(user_id)).toEqual({ available: 7500, plan: 6000, kept: 1500 });
  expect((await atStripe(plan)).items.data[0]).toMatchObject({ quantity: 3 });
});

test.each<[string, (customer: Pick<Subscriber, 'user_id' | 'plan'>) => Promise<unknown>, string | null]>([
  [
    'a discount of all',
    async ({ plan }) => {
      const { id: coupon } = await shop.stripe.coupons.create({ percent_off: 100, duration: 'forever' });
      await shop.stripe.subscriptions.update(plan.stripe_id, { discounts: [{ coupon }] });
    },
    null,
  ],
  [
    'the customer’s balance in Stripe',
    async ({ user_id }) => {
      const { customer } = await shop.db.one<{ customer: string }>(
        'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
        [user_id],
      );
      await shop.stripe.customers.update(customer, { balance: -6000 });
    },
    'The customer’s balance in Stripe paid it',
  ],
])('an upgrade that %s pays gives and converts nothing, as foretold', async (_what, pays, told) => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  await pays({ user_id, plan });
  await shop.settled();
  const preview = await previewPlanChange(shop.deps, { user_id, price_id: price['Pro, monthly'] ?? '' });
  expect(preview).toMatchObject({ charged_now_minor: 0, credits_now: 0, credits_left: 50_000 });
  expect(await change(user_id, 'Pro, monthly', 'now')).toMatchObject({ plan: 'Pro, monthly' });
  await shop.settled();
  expect(await paid(user_id)).toEqual([1499]);
  expect(await credits(user_id)).toEqual({ available: 500, plan: 500, kept: 0 });
  const raised = await shop.db.query<{ why: string }>(
    "SELECT detail ->> 'why' AS why FROM discrepancies WHERE user_id = $1 AND status = 'open'",
    [user_id],
  );
  expect(raised.map(({ why }) => why)).toEqual(told ? [expect.stringContaining(told)] : []);
});

test('ended at once while its renewal is a draft, a plan is never charged for it', async () => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  await advance('P1M');
  expect(await previewCancellation(shop.db, user_id)).toMatchObject({
    being_billed: { due_minor: 1499 },
    overdue: undefined,
    paid: undefined,
  });
  await cancelNow(shop.deps, { user_id, credits: 'expire', key: 'now', operator: await onBehalf(shop.db) });
  await advance('PT3H');
  expect(await paid(user_id)).toEqual([1499]);
  expect(await credits(user_id)).toEqual({ available: 0, plan: 0, kept: 0 });
  const { data } = await shop.stripe.invoices.list({ subscription: plan.stripe_id });
  expect(data.map(({ status }) => status)).toEqual(['void', 'paid']);
});

test('paused when its trial ended without a card, a plan goes on once the first payment is through', async () => {
  const { user_id, plan, saves } = await givenPlan({
    trial_period_days: 14,
    trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
  });
  await advance('P14D');
  expect(await current(user_id)).toMatchObject({ status: 'paused' });
  await saves(FAILS_LATER);
  for (const key of ['on', 'on', 'once more'])
    expect(await resumeSubscription(shop.deps, { user_id, key })).toMatchObject({ status: 'paused' });
  await shop.settled();
  expect(await overdueOf(shop.db, plan.id)).toMatchObject({
    due_minor: 1499,
    decline: { reason: expect.stringContaining('declined') },
  });
  expect(await credits(user_id)).toMatchObject({ available: 0 });
  const { data: bills } = await shop.stripe.invoices.list({ subscription: plan.stripe_id, status: 'open' });
  expect(bills).toHaveLength(1);

  await saves('pm_card_visa');
  await shop.stripe.invoices.pay(String(bills[0]?.id));
  await shop.settled();
  const after = await current(user_id);
  expect(after).toMatchObject({ status: 'active' });
  expect(after.current_period_end.getTime()).toBeGreaterThan(plan.current_period_end.getTime());
  expect(await credits(user_id)).toEqual({ available: 500, plan: 500, kept: 0 });
  expect(await resumeSubscription(shop.deps, { user_id, key: 'on' })).toMatchObject({ status: 'active' });
});

test('refused after its first call, a change says what that did', async () => {
  const { user_id, plan } = await subscriber('Pro, monthly');
  await change(user_id, 'Basic, monthly', 'period_end');
  const path = `/v1/subscriptions/${plan.stripe_id}`;
  await shop.sandbox.control('POST', 'faults', { fault: '400', path, method: 'POST', count: 1 });
  await expect(change(user_id, 'Pro, yearly', 'now')).rejects.toMatchObject({
    code: 'plan_change_partly_made',
    message: expect.stringMatching(/The change that was to come .* is called off, but .* refused/),
  });
  expect(await current(user_id)).toMatchObject({ plan: 'Pro, monthly', pending: null });
});

test('a change that would not be what was shown is not made', async () => {
  const { user_id } = await subscriber('Pro, monthly');
  const meanwhile = { code: 'plan_changed_meanwhile' };
  await expect(change(user_id, 'Basic, monthly', 'now')).rejects.toMatchObject(meanwhile);
  await expect(change(user_id, 'Pro, yearly', 'period_end')).rejects.toMatchObject(meanwhile);
  const present = { user_id, price_id: price['Pro, monthly'] ?? '' };
  await expect(previewPlanChange(shop.deps, present)).rejects.toMatchObject({ code: 'plan_change_refused' });
  await expect(change(user_id, '500 credits', 'now')).rejects.toMatchObject({ code: 'not_for_sale' });
  expect(await paid(user_id)).toEqual([4999]);
});

/** Somebody's plan, begun in Stripe's dashboard, whose first payment the bank wants confirmed. */
async function begunInStripe() {
  const email = `begun-${++subscribers}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  const { id: customer } = await shop.stripe.customers.create({ email, metadata: { user_id } });
  const { stripe_id } = await shop.db.one<{ stripe_id: string }>(
    'SELECT stripe_id FROM prices WHERE id = $1',
    [price['Pro, monthly']],
  );
  const { id: default_payment_method } = await shop.stripe.paymentMethods.attach(WANTS_HOLDER, { customer });
  await shop.stripe.subscriptions.create({ customer, items: [{ price: stripe_id }], default_payment_method });
  await shop.settled();
  expect(await current(user_id)).toMatchObject({ status: 'incomplete', live: false });
  return user_id;
}
const mailed = (user_id: string) => shop.db.query('SELECT template FROM mails WHERE user_id = $1', [user_id]);

test('a plan whose first payment never came is not said to have ended', async () => {
  const user_id = await begunInStripe();
  await advance('P1D');
  expect(await current(user_id)).toMatchObject({ status: 'incomplete_expired' });
  expect(await mailed(user_id)).toEqual([]);
});

test('one that is ended in Stripe before it is paid asks nobody for money, though Stripe leaves its invoice open', async () => {
  const user_id = await begunInStripe();
  const plan = await current(user_id);
  const attempt = async () => (await attemptsWithoutCharge(shop.db, { user_id }))[0];
  expect(await attempt()).toMatchObject({ waiting: true, finish: { invoice_id: expect.any(String) } });
  expect(await overdueOf(shop.db, plan.id)).toMatchObject({ due_minor: 4999 });
  await shop.stripe.subscriptions.cancel(plan.stripe_id);
  await shop.settled();
  expect(await current(user_id)).toMatchObject({ status: 'canceled' });
  expect((await billedInvoices(shop.db, { user_id })).data).toMatchObject([{ status: 'open', idle: true }]);
  expect(await overdueOf(shop.db, plan.id)).toBeUndefined();
  expect(await attempt()).toMatchObject({
    waiting: false,
    finish: null,
    decline: { advice: 'It is not asked for any more.' },
  });
  expect(await mailed(user_id)).toEqual([]);
});
