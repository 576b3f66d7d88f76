import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import {
  catalogue,
  checkoutStatus,
  listPayments,
  startCheckout,
  subscriptionOf,
} from '../../src/billing/index.js';
import { listGrants } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { CARDS, openShop, payOn, type Shop } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;
let basic: string;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  const offers = (await catalogue(shop.db)).flatMap(({ prices }) => prices);
  basic = offers.find(({ nickname }) => nickname === 'Basic, monthly')?.id ?? '';
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

test('a plan that is paid gives its credits once, until two hours after its period, with a receipt', async () => {
  const { db, mails } = shop;
  const user_id = await createCustomer(db, 'maya@example.com');
  const session_id = await shop.pay(user_id, { price_id: basic });
  const status = await waitFor(async () => {
    const now = await checkoutStatus(db, { session_id, user_id });
    return now.state === 'paid' && now;
  });
  expect(status).toMatchObject({ plan: true, bought: 50_000, balance: { available: 50_000 } });
  await shop.settled();

  const subscription = await subscriptionOf(db, user_id);
  expect(subscription).toMatchObject({
    plan: 'Basic, monthly',
    status: 'active',
    live: true,
    ends_at: null,
    credits: 500,
  });
  const grants = await listGrants(db, user_id);
  expect(grants).toEqual([
    expect.objectContaining({ type: 'subscription', amount: 50_000, source: 'invoice_line' }),
  ]);
  const grace_ms = Number(grants[0]?.expires_at) - Number(subscription?.current_period_end);
  expect(grace_ms).toBe(2 * 3_600_000);
  expect((await listPayments(db, user_id)).data).toEqual([
    expect.objectContaining({
      kind: 'subscription',
      status: 'succeeded',
      amount_minor: 1499,
      credit_amount: 50_000,
    }),
  ]);
  expect((await waitFor(() => mails.find(({ to }) => to === 'maya@example.com'))).text).toContain('€14.99');
});

test('who has a plan is sold no second one, even before Stripe’s word on the first has come', async () => {
  const { db, deps, sandbox } = shop;
  const user_id = await createCustomer(db);
  await sandbox.control('POST', 'faults', { fault: 'drop', rate: 1 });
  try {
    const session_id = await shop.pay(user_id, { price_id: basic });
    expect(await subscriptionOf(db, user_id)).toBeUndefined();
    const again = startCheckout(deps, { user_id, price_id: basic, key: 'again' });
    await expect(again).rejects.toMatchObject({ code: 'already_subscribed' });
    await waitFor(() => subscriptionOf(db, user_id));
    await waitFor(async () => (await checkoutStatus(db, { session_id, user_id })).state === 'paid');
    const third = startCheckout(deps, { user_id, price_id: basic, key: 'third' });
    await expect(third).rejects.toMatchObject({ code: 'already_subscribed' });
  } finally {
    await sandbox.control('DELETE', 'faults');
  }
});

test('a declined card begins nothing, and the same page can then be paid', async () => {
  const { db, deps } = shop;
  const user_id = await createCustomer(db);
  const { url } = await startCheckout(deps, { user_id, price_id: basic, key: 'declined' });
  await payOn(url, CARDS.noFunds);
  await shop.settled();
  expect(await subscriptionOf(db, user_id)).toBeUndefined();
  expect((await listPayments(db, user_id)).data).toMatchObject([
    { status: 'failed', description: 'First payment of a plan' },
  ]);
  await payOn(url, CARDS.good);
  await waitFor(async () => (await subscriptionOf(db, user_id))?.status === 'active');
});

test('a plan is bought once at a time, and packs beside it as ever', async () => {
  const { db, deps } = shop;
  const user_id = await createCustomer(db);
  const twice = startCheckout(deps, { user_id, price_id: basic, quantity: 2, key: 'twice' });
  await expect(twice).rejects.toMatchObject({ fields: { quantity: expect.any(String) } });
  await shop.pay(user_id, { price_id: basic });
  await waitFor(() => subscriptionOf(db, user_id));
  const session_id = await shop.pay(user_id);
  await waitFor(async () => (await checkoutStatus(db, { session_id, user_id })).state === 'paid');
});
