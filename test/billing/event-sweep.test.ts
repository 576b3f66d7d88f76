import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { catalogue, type ObjectRef, processEvent, refresh, sweepEvents } from '../../src/billing/index.js';
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

test('a sweep goes through every page of the list', async () => {
  const { db, stripe, sandbox } = shop;
  const [events, page] = [210, 100];
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  await sweepEvents(shop.deps);
  for (let made = 0; made < events; made += 1)
    await stripe.coupons.create({ percent_off: 10, duration: 'once' });
  expect((await stripe.events.list({ limit: page })).has_more).toBe(true);
  expect(await sweepEvents(shop.deps)).toMatchObject({ missed: events });
  expect(
    await db.query(
      "SELECT state, came_by, count(*) FROM stripe_events WHERE type = 'coupon.created' GROUP BY 1, 2",
    ),
  ).toEqual([{ state: 'ignored', came_by: 'sweep', count: events }]);
  await sandbox.control('DELETE', 'faults');
});

test('a standstill of almost as long as Stripe keeps its events loses none', async () => {
  await shop.db.query(
    "UPDATE event_sweeps SET swept_until = app.now() - interval '30 days' + interval '5 minutes'",
  );
  await sweepEvents(shop.deps);
  expect(await shop.db.query("SELECT FROM discrepancies WHERE kind = 'events_lost'")).toEqual([]);
});

test('what happened before Stripe forgot its events is read from its objects, and operators are told', async () => {
  const { db, sandbox } = shop;
  await workOff();
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  const [early, user_id] = [await createCustomer(db), await createCustomer(db)];
  await shop.pay(early);
  await sweepEvents(shop.deps);
  await workOff();
  await shop.pay(user_id);
  const { charge } = await db.one<{ charge: string }>(
    'SELECT stripe_charge_id AS charge FROM payments WHERE user_id = $1',
    [early],
  );
  await sandbox.control('POST', 'refunds', { charge, amount: 2000 });
  await moveClock('P33D');
  await db.query(
    `UPDATE event_sweeps SET swept_until = swept_until - interval '31 days', made_at = made_at - interval '31 days'`,
  );
  expect(await sweepEvents(shop.deps)).toEqual({ seen: 0, missed: 0 });
  const work = () =>
    db.query<{ payload: ObjectRef }>("SELECT payload FROM outbox WHERE key LIKE 'lost:%' ORDER BY id");
  const again = await work();
  for (const { payload } of again) await refresh(shop.deps, payload);
  expect((await balance(db, user_id)).available).toBe(50_000);
  expect((await balance(db, early)).available).toBe(0);
  expect(
    await db.query(
      "SELECT status, detail -> 'objects' AS objects FROM discrepancies WHERE kind = 'events_lost'",
    ),
  ).toEqual([{ status: 'open', objects: again.length }]);
  await sweepEvents(shop.deps);
  expect(await work()).toEqual(again);
  await sandbox.control('DELETE', 'faults');
});

test('a sandbox whose clock is moved by a month has its objects read, and nobody is told of a standstill', async () => {
  const { db } = shop;
  const told = () => db.query("SELECT stripe_id FROM discrepancies WHERE kind = 'events_lost'");
  const read = () => db.query("SELECT id FROM outbox WHERE key LIKE 'lost:%'");
  const [before, readBefore] = [await told(), await read()];
  await db.query("UPDATE event_sweeps SET swept_until = swept_until - interval '40 days'");
  await sweepEvents(shop.deps);
  expect((await read()).length).toBeGreaterThan(readBefore.length);
  expect(await told()).toEqual(before);
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
