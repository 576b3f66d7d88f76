import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import type { Actor } from '../../src/accounts/index.js';
import {
  cancelAtPeriodEnd,
  cancelNow,
  catalogue,
  changePlan,
  furtherSubscriptionsOf,
  keepSubscription,
  pauseSubscription,
  previewCancellation,
  resumeSubscription,
  type SubscriptionView,
  subscriptionOf,
} from '../../src/billing/index.js';
import { balance, verifyLedger } from '../../src/credits/index.js';
import { onCrashPoint } from '../../src/platform/crash.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;
let support: Actor;
const price: Record<string, string> = {};

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  support = await createOperatorActor(shop.db, 'support');
  for (const { id, nickname } of (await catalogue(shop.db)).flatMap(({ prices }) => prices))
    price[nickname] = id;
}, 60_000);
afterEach(() => onCrashPoint(() => undefined));
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

let subscribers = 0;

/** A customer whose plan is paid. */
async function subscriber(nickname: string) {
  const email = `support-${++subscribers}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  await shop.pay(user_id, { price_id: price[nickname] ?? '' });
  const plan = await waitFor(() => subscriptionOf(shop.db, user_id));
  await shop.settled();
  return { user_id, email, plan };
}

const onBehalf = (notify = true) => ({ actor: support, reason: 'Asked for by phone', ticket: 'T-1', notify });
const atStripe = ({ stripe_id }: SubscriptionView) => shop.stripe.subscriptions.retrieve(stripe_id);
const available = async (user_id: string) => (await balance(shop.db, user_id)).available / 100;
const subjects = (email: string) => shop.mails.filter(({ to }) => to === email).map(({ subject }) => subject);
const audited = async (user_id: string) =>
  (
    await shop.db.query<{ action: string; reason: string }>(
      'SELECT action, reason FROM audit_entries WHERE customer_id = $1 ORDER BY id',
      [user_id],
    )
  ).map(({ action, reason }) => `${action}: ${reason}`);
const paidMinor = async (user_id: string) =>
  (
    await shop.db.query<{ received_minor: number }>(
      "SELECT received_minor FROM payments WHERE user_id = $1 AND status = 'succeeded' ORDER BY created_at, id",
      [user_id],
    )
  ).map(({ received_minor }) => received_minor);

test('ended now, a plan’s credits expire, are kept, or go with the refund of its payment, as the operator chose', async () => {
  const ends = { expire: 0, keep: 500, refund: 0 } as const;
  for (const [credits, left] of Object.entries(ends)) {
    const { user_id, email, plan } = await subscriber('Basic, monthly');
    expect(await previewCancellation(shop.db, user_id)).toMatchObject({
      credits: 50_000,
      paid: { refundable_minor: 1499 },
    });
    const change = { user_id, credits: credits as keyof typeof ends, key: 'now', operator: onBehalf() };
    expect(await cancelNow(shop.deps, change)).toMatchObject({ status: 'canceled', live: false });
    await cancelNow(shop.deps, change);
    await shop.settled();
    expect({ credits, left: await available(user_id) }).toEqual({ credits, left });
    expect((await atStripe(plan)).status).toBe('canceled');
    const refunds = await shop.db.query(
      'SELECT r.amount_minor FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1',
      [user_id],
    );
    expect(refunds).toEqual(credits === 'refund' ? [{ amount_minor: 1499 }] : []);
    expect(await audited(user_id)).toContain('subscription.end_now: Asked for by phone');
    const mail = await waitFor(() =>
      shop.mails.find(({ to, subject }) => to === email && subject === 'Your plan Basic has ended'),
    );
    expect(mail.text.includes('500 credits are left of it. They stay yours')).toBe(credits === 'keep');
  }
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
});

test('the refund goes with the end: none where Stripe refuses to end the plan, and what is refused later is said', async () => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  const ask = (key: string) =>
    cancelNow(shop.deps, { user_id, credits: 'refund', key, operator: onBehalf() });
  const fault = (given: object) =>
    shop.sandbox.control('POST', 'faults', { path: `/v1/subscriptions/${plan.stripe_id}`, ...given });
  const refunds = () =>
    shop.db.query<{ status: string }>(
      'SELECT r.status FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1',
      [user_id],
    );
  await fault({ fault: '400', method: 'DELETE', count: 1 });
  await expect(ask('refused')).rejects.toMatchObject({ code: 'stripe_refused' });
  expect(await subscriptionOf(shop.db, user_id)).toMatchObject({ live: true });
  expect([await refunds(), await available(user_id)]).toEqual([[], 500]);

  // Stripe does not say that it has ended it; meanwhile all the money goes back by another way.
  await fault({ fault: '500-before', method: 'DELETE' });
  await expect(ask('silent')).rejects.toMatchObject({ code: 'plan_change_under_way' });
  expect(await refunds()).toEqual([]);
  const [charge] = (await shop.stripe.charges.list({ limit: 1 })).data;
  await shop.stripe.refunds.create({ charge: charge?.id ?? '' });
  await waitFor(async () => (await refunds()).length > 0);
  await shop.sandbox.control('DELETE', 'faults');
  await ask('silent');
  await shop.settled();
  expect(await refunds()).toHaveLength(1);
  const found = await shop.db.query(
    'SELECT kind, stripe_id, detail FROM discrepancies WHERE user_id = $1 AND status = $2',
    [user_id, 'open'],
  );
  expect(found).toMatchObject([{ kind: 'refund_mismatch', stripe_id: plan.stripe_id }]);
  expect(JSON.stringify(found)).toContain('€14.99: Nothing of this payment can be refunded.');
});

test('paused, a plan neither renews here nor can be changed; resumed, it goes on; unticked, nobody is told', async () => {
  const { user_id, email, plan } = await subscriber('Basic, monthly');
  const told = subjects(email).length;
  const request = (key: string) => ({ user_id, key, operator: onBehalf(false) });
  expect(await pauseSubscription(shop.deps, request('rest'))).toMatchObject({
    status: 'active',
    rests: true,
  });
  expect((await atStripe(plan)).pause_collection).toMatchObject({ behavior: 'void' });
  const up = { user_id, price_id: price['Pro, monthly'] ?? '', timing: 'now', key: 'up' } as const;
  await expect(changePlan(shop.deps, up)).rejects.toMatchObject({ code: 'plan_change_refused' });
  expect(await resumeSubscription(shop.deps, request('on'))).toMatchObject({ rests: false });
  await shop.settled();
  expect(subjects(email)).toHaveLength(told);
  expect(await audited(user_id)).toEqual([
    'subscription.pause: Asked for by phone',
    'subscription.resume: Asked for by phone',
  ]);
});

test('of two plans each is ended and kept by itself, and none becomes the other', async () => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  const { customer } = await atStripe(plan);
  const [pro] = (await shop.stripe.prices.list({ lookup_keys: ['pro_monthly'] })).data;
  const made = await shop.stripe.subscriptions.create({
    customer: String(customer),
    items: [{ price: String(pro?.id) }],
    default_payment_method: String((await atStripe(plan)).default_payment_method),
  });
  await shop.settled();
  const [second] = await furtherSubscriptionsOf(shop.db, user_id);
  expect(second).toMatchObject({ stripe_id: made.id, plan: 'Pro, monthly', live: true });
  for (const to of ['Pro, monthly', 'Pro, yearly']) {
    const twice = { user_id, price_id: price[to] ?? '', timing: 'now', key: to } as const;
    await expect(changePlan(shop.deps, twice)).rejects.toMatchObject({ code: 'plan_change_refused' });
  }
  const change = { user_id, subscription_id: second?.id, shown: second?.version };
  expect(await cancelAtPeriodEnd(shop.deps, { ...change, key: 'end' })).toMatchObject({
    id: second?.id,
    ends_at: second?.current_period_end,
  });
  expect(await atStripe(plan)).toMatchObject({ cancel_at_period_end: false });
  await shop.settled();
  expect((await subscriptionOf(shop.db, user_id))?.id).toBe(plan.id);
  const [ending] = await furtherSubscriptionsOf(shop.db, user_id);
  const kept = { ...change, shown: ending?.version, key: 'keep' };
  expect(await keepSubscription(shop.deps, kept)).toMatchObject({ id: second?.id, ends_at: null });
});

test('who may not, or gives no reason, changes nothing', async () => {
  const { user_id, plan } = await subscriber('Basic, monthly');
  const analyst: Actor = { ...support, role: 'analyst' };
  const change = { user_id, key: 'end' };
  await expect(
    cancelAtPeriodEnd(shop.deps, { ...change, operator: { ...onBehalf(), actor: analyst } }),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    cancelAtPeriodEnd(shop.deps, { ...change, operator: { ...onBehalf(), reason: ' ' } }),
  ).rejects.toMatchObject({ fields: { reason: expect.any(String) } });
  expect((await atStripe(plan)).cancel_at_period_end).toBe(false);
  expect(await audited(user_id)).toEqual([]);
});

const form = (user_id: string, nickname: string, timing: 'now' | 'period_end') => ({
  user_id,
  price_id: price[nickname] ?? '',
  timing,
  key: randomUUID(),
});

test('a change of several calls is made whole at once, and paid once, whatever answers 500 after its work or dies in between', async () => {
  const { user_id, plan } = await subscriber('Pro, monthly');
  const faulty = (count: number) =>
    shop.sandbox.control('POST', 'faults', { fault: '500', path: '/v1/subscription', method: 'POST', count });
  await faulty(2);
  await changePlan(shop.deps, form(user_id, 'Basic, monthly', 'period_end'));
  expect(await subscriptionOf(shop.db, user_id)).toMatchObject({ pending: { plan: 'Basic, monthly' } });

  // Every second step dies right after its call.
  let steps = 0;
  onCrashPoint((point) => {
    if (point !== 'operation.step_made') return;
    steps += 1;
    if (steps % 2 === 1) throw new Error('died');
  });
  await faulty(1);
  await changePlan(shop.deps, form(user_id, 'Pro, yearly', 'now'));
  expect(steps).toBeGreaterThan(0);
  await shop.settled();
  expect(await subscriptionOf(shop.db, user_id)).toMatchObject({ plan: 'Pro, yearly', pending: null });
  expect(await atStripe(plan)).toMatchObject({ schedule: null, pending_update: null });
  expect(await paidMinor(user_id)).toEqual([4999, 49_990]);
  expect(await available(user_id)).toBe(26_000);
});

test('refused in a later run, a change says what the one that died had done, and nothing that it had not', async () => {
  const { user_id, plan } = await subscriber('Pro, monthly');
  await changePlan(shop.deps, form(user_id, 'Basic, monthly', 'period_end'));
  const refusing = (path: string, fault: '400' | '500-before') =>
    shop.sandbox.control('POST', 'faults', { fault, path, method: 'POST', count: 1 });

  await refusing('/v1/subscription_schedules', '500-before');
  await refusing('/v1/subscription_schedules', '400');
  await expect(changePlan(shop.deps, form(user_id, 'Pro, yearly', 'now'))).rejects.toMatchObject({
    code: 'stripe_refused',
  });
  expect(await subscriptionOf(shop.db, user_id)).toMatchObject({ pending: { plan: 'Basic, monthly' } });
  await shop.sandbox.control('DELETE', 'faults');

  let deaths = 0;
  onCrashPoint((point) => {
    if (point === 'operation.step_made' && deaths++ === 0) throw new Error('died');
  });
  await refusing(`/v1/subscriptions/${plan.stripe_id}`, '400');
  await expect(changePlan(shop.deps, form(user_id, 'Pro, yearly', 'now'))).rejects.toMatchObject({
    code: 'plan_change_partly_made',
    message: expect.stringMatching(/The change that was to come .* is called off, but .* refused/),
  });
  expect(deaths).toBe(1);
  expect(await subscriptionOf(shop.db, user_id)).toMatchObject({ plan: 'Pro, monthly', pending: null });
});

test('a double click pays once, and of two different changes at once one is made', async () => {
  const { user_id } = await subscriber('Basic, monthly');
  const up = { user_id, price_id: price['Pro, monthly'] ?? '', timing: 'now', key: 'up' } as const;
  await Promise.all([changePlan(shop.deps, up), changePlan(shop.deps, up)]);
  await shop.settled();
  expect(await paidMinor(user_id)).toEqual([1499, 4999]);
  const tabs = await Promise.allSettled([
    changePlan(shop.deps, { ...up, price_id: price['Pro, yearly'] ?? '', key: 'tab 1' }),
    cancelAtPeriodEnd(shop.deps, { user_id, key: 'tab 2' }),
  ]);
  const refused = tabs.flatMap((tab) => (tab.status === 'rejected' ? [tab.reason.code] : []));
  expect(refused.every((code) => ['subscription_busy', 'plan_changed_meanwhile'].includes(code))).toBe(true);
  // Back on the page that was paid already, the button sent again does nothing, and says so if something was changed since.
  await changePlan(shop.deps, up).catch((error) =>
    expect(error).toMatchObject({ code: 'plan_change_repeated' }),
  );
  await shop.settled();
  expect((await paidMinor(user_id)).filter((minor) => minor === 4999)).toHaveLength(1);
});
