import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalogue, processEvent, sweepEvents } from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { CARDS, openShop, type Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const stored = () => shop.db.query<{ id: string; state: string }>('SELECT id, state FROM stripe_events');
const moveClock = (advance: string) => shop.sandbox.control('POST', 'clock', { advance });

/** Until nothing waits for another attempt: faults meet first attempts only. */
const toldAll = () =>
  waitFor(async () => (await shop.sandbox.control('POST', 'webhooks/deliver')).pending === 0);

/** Works on what waits, without a worker and its other ways to find things. */
async function workOff(): Promise<void> {
  const waiting = (await stored()).filter(({ state }) => state === 'received');
  for (const { id } of waiting) {
    await processEvent(shop.deps, id);
    await shop.db.query("UPDATE stripe_events SET state = 'processed' WHERE id = $1", [id]);
  }
}

test('a purchase of which no webhook told is found by the sweep, once, and registered like any other', async () => {
  await toldAll();
  const told = (await stored()).length;
  await shop.sandbox.control('POST', 'faults', { fault: 'drop' });
  const user_id = await createCustomer(shop.db);
  await shop.pay(user_id, { card: CARDS.good });
  await shop.sandbox.control('POST', 'webhooks/deliver');
  expect(await stored()).toHaveLength(told);

  const first = await sweepEvents(shop.deps);
  expect(first.missed).toBeGreaterThan(0);
  expect(first.missed).toBe(first.seen - told);
  expect(await sweepEvents(shop.deps)).toEqual({ seen: first.seen, missed: 0 });

  await workOff();
  expect(await shop.db.query('SELECT credit_amount FROM payments WHERE user_id = $1', [user_id])).toEqual([
    { credit_amount: 50_000 },
  ]);
  expect(await shop.db.one('SELECT available FROM wallets WHERE id = $1', [user_id])).toEqual({
    available: 50_000,
  });
});

test('the next sweep asks only for what came since the last, and a failed one is made good by the next', async () => {
  await sweepEvents(shop.deps);
  await moveClock('P1D');
  await shop.db.query("UPDATE event_sweeps SET swept_until = swept_until + interval '1 day'");
  const before = (await stored()).length;
  await shop.pay(await createCustomer(shop.db), { card: CARDS.noFunds }).catch(() => undefined);
  const new_events = (await shop.stripe.events.list({ limit: 100 })).data.length - before;
  expect(new_events).toBeGreaterThan(0);

  await shop.sandbox.control('POST', 'faults', { fault: '500', path: '/v1/events', count: 10 });
  await expect(sweepEvents(shop.deps)).rejects.toThrow();
  await shop.sandbox.control('DELETE', 'faults');
  expect(await sweepEvents(shop.deps)).toEqual({ seen: new_events, missed: new_events });
});

test('a plan that was paid and ended while nobody told us has given nothing that is left', async () => {
  const { db, stripe, sandbox } = shop;
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  const user_id = await createCustomer(db);
  await shop.pay(user_id, { price_id: await monthlyPrice() });
  const { customer } = await db.one<{ customer: string }>(
    'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
    [user_id],
  );
  const [plan] = (await stripe.subscriptions.list({ customer })).data;
  await stripe.subscriptions.cancel(String(plan?.id));
  await sandbox.control('POST', 'webhooks/deliver');
  await sweepEvents(shop.deps);
  await workOff();
  expect(await db.query('SELECT status FROM subscriptions WHERE user_id = $1', [user_id])).toEqual([
    { status: 'canceled' },
  ]);
  expect(await db.query('SELECT amount FROM grants WHERE wallet_id = $1', [user_id])).toEqual([
    { amount: 50_000 },
  ]);
  expect((await balance(db, user_id)).available).toBe(0);
});

async function monthlyPrice(): Promise<string> {
  const offers = (await catalogue(shop.db)).flatMap(({ prices }) => prices);
  return offers.find(({ nickname }) => nickname === 'Basic, monthly')?.id ?? '';
}
