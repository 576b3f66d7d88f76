import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import {
  cancelAtPeriodEnd,
  cancelNow,
  catalogue,
  keepSubscription,
  previewCancellation,
  refresh,
  type SubscriptionView,
  subscriptionOf,
} from '../../src/billing/index.js';
import { lockInvoice } from '../../src/billing/plan-credits.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, type Shop } from './shop.js';
import { onBehalf } from './subscriber.js';

let shop: Shop;
let workers: RunningWorkers;
let basic: string;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  const offers = (await catalogue(shop.db)).flatMap(({ prices }) => prices);
  basic = offers.find(({ nickname }) => nickname === 'Basic, monthly')?.id ?? '';
}, 60_000);
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

/** A customer with a plan that is paid. */
async function subscriber(): Promise<{ user_id: string; email: string; plan: SubscriptionView }> {
  const email = `subscriber-${++subscribers}@example.com`;
  const user_id = await createCustomer(shop.db, email);
  await shop.pay(user_id, { price_id: basic });
  const plan = await waitFor(() => subscriptionOf(shop.db, user_id));
  await shop.settled();
  return { user_id, email, plan };
}
let subscribers = 0;

const atStripe = ({ stripe_id }: SubscriptionView) => shop.stripe.subscriptions.retrieve(stripe_id);
const subjects = (email: string) => shop.mails.filter(({ to }) => to === email).map(({ subject }) => subject);
const operations = async (user_id: string) =>
  (
    await shop.db.query<{ status: string }>(
      "SELECT status FROM stripe_operations WHERE user_id = $1 AND kind = 'subscription.change' ORDER BY id",
      [user_id],
    )
  ).map(({ status }) => status);

test('a plan ends with its period, here and at Stripe, as the preview said, and the customer is told', async () => {
  const { db, deps, mails } = shop;
  const { user_id, email, plan } = await subscriber();
  expect(await previewCancellation(db, user_id)).toMatchObject({
    last_day: plan.current_period_end,
    credits: 50_000,
    overdue: undefined,
  });
  await cancelAtPeriodEnd(deps, { user_id, key: 'end' });
  expect(await subscriptionOf(db, user_id)).toMatchObject({
    status: 'active',
    ends_at: plan.current_period_end,
  });
  await shop.settled();
  expect(await subscriptionOf(db, user_id)).toMatchObject({
    status: 'active',
    ends_at: plan.current_period_end,
  });
  expect((await atStripe(plan)).cancel_at_period_end).toBe(true);
  await waitFor(() => subjects(email).some((subject) => subject.startsWith('Your plan ends on')));
  expect(mails.findLast(({ to }) => to === email)?.text).toContain('nothing more is charged');
});

test('ended now after all, a plan that was to end with its period is told of once more', async () => {
  const { user_id, email } = await subscriber();
  await cancelAtPeriodEnd(shop.deps, { user_id, key: 'end' });
  await cancelNow(shop.deps, { user_id, key: 'now', credits: 'expire', operator: await onBehalf(shop.db) });
  await waitFor(() => subjects(email).some((subject) => subject.endsWith('has ended')));
});

test('until then it can be kept, and renews as before', async () => {
  const { db, deps } = shop;
  const { user_id, email, plan } = await subscriber();
  await cancelAtPeriodEnd(deps, { user_id, key: 'end' });
  await keepSubscription(deps, { user_id, key: 'keep' });
  await shop.settled();
  expect(await subscriptionOf(db, user_id)).toMatchObject({ status: 'active', ends_at: null });
  expect(await atStripe(plan)).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
  await waitFor(() => subjects(email).includes('Your plan has changed'));
});

test('an end on a date of its own, set in Stripe’s dashboard, can be taken back too', async () => {
  const { db, deps, stripe } = shop;
  const { user_id, plan } = await subscriber();
  const cancel_at = Math.floor(plan.current_period_end.getTime() / 1000) - 86_400;
  await stripe.subscriptions.update(plan.stripe_id, { cancel_at });
  await waitFor(async () => (await subscriptionOf(db, user_id))?.ends_at);
  await keepSubscription(deps, { user_id, key: 'keep' });
  expect(await atStripe(plan)).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
});

test('the same form twice, and a second wish for the same, change and tell once', async () => {
  const { db, deps } = shop;
  const { user_id, email } = await subscriber();
  const end = () => cancelAtPeriodEnd(deps, { user_id, key: 'end' });
  await Promise.all([end(), end()]);
  await cancelAtPeriodEnd(deps, { user_id, key: 'another form' });
  expect(await operations(user_id)).toEqual(['succeeded']);
  await keepSubscription(deps, { user_id, key: 'keep' });
  await expect(end()).rejects.toMatchObject({ code: 'plan_change_repeated' });
  expect(await subscriptionOf(db, user_id)).toMatchObject({ ends_at: null });
  await shop.settled();
  await waitFor(() => subjects(email).includes('Your plan has changed'));
  expect(subjects(email).filter((subject) => subject.startsWith('Your plan ends'))).toHaveLength(1);
});

test('while Stripe does not answer no other change is taken, and the one that waits is made later', async () => {
  const { db, deps, sandbox } = shop;
  const { user_id, plan } = await subscriber();
  const path = `/v1/subscriptions/${plan.stripe_id}`;
  await sandbox.control('POST', 'faults', { fault: '500-before', path, method: 'POST' });
  await expect(cancelAtPeriodEnd(deps, { user_id, key: 'end' })).rejects.toMatchObject({
    code: 'plan_change_under_way',
  });
  await expect(keepSubscription(deps, { user_id, key: 'keep' })).rejects.toMatchObject({
    code: 'subscription_busy',
  });
  await sandbox.control('DELETE', 'faults');
  await cancelAtPeriodEnd(deps, { user_id, key: 'end' });
  expect(await subscriptionOf(db, user_id)).toMatchObject({ ends_at: plan.current_period_end });
  expect(await operations(user_id)).toEqual(['succeeded']);
});

test('a charge waits for its invoice before it takes its payment’s row: read side by side they do not deadlock', async () => {
  const { db, deps } = shop;
  const { user_id } = await subscriber();
  const { charge, invoice } = await db.one<{ charge: string; invoice: string }>(
    'SELECT stripe_charge_id AS charge, stripe_invoice_id AS invoice FROM payments WHERE user_id = $1',
    [user_id],
  );
  const { reading } = await db.transaction(async (tx) => {
    await lockInvoice(tx, invoice);
    const reading = refresh(deps, { type: 'charge', id: charge });
    await waitFor(async () => {
      const waiting = await db.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      return waiting.length > 0;
    });
    // As the invoice's own projection does next: nobody who waits for the invoice may hold it.
    await tx.query('SELECT FROM payments WHERE stripe_charge_id = $1 FOR UPDATE NOWAIT', [charge]);
    return { reading };
  });
  await reading;
});

test('who has no plan has none to end', async () => {
  const user_id = await createCustomer(shop.db);
  const nothing = { code: 'no_subscription' };
  await expect(cancelAtPeriodEnd(shop.deps, { user_id, key: 'end' })).rejects.toMatchObject(nothing);
  await expect(previewCancellation(shop.db, user_id)).rejects.toMatchObject(nothing);
});
