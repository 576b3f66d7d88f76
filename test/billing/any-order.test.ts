import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { isFollowed, processEvent, startCheckout, storeEvent } from '../../src/billing/index.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { createCustomer } from '../support/credits.js';
import { CARDS, openShop, payOn, type Shop } from './shop.js';

let shop: Shop;
let owner: Db;

beforeAll(async () => {
  shop = await openShop();
  await shop.sandbox.control('POST', 'faults', { fault: 'drop' });
  owner = openDb(shop.ownerUrl, { max: 1 });
  await owner.query('ALTER TABLE entries DISABLE TRIGGER append_only');
});
afterAll(async () => {
  await owner?.close();
  await shop?.close();
});

interface Purchase {
  user_id: string;
  /** Those about objects that we follow, oldest first. */
  events: Stripe.Event[];
}

let forms = 0;

/** A purchase that Stripe has told nobody of yet. */
async function purchase(cards: readonly string[]): Promise<Purchase> {
  const { db, deps, prices, stripe } = shop;
  const user_id = await createCustomer(db);
  forms += 1;
  const { url } = await startCheckout(deps, { user_id, price_id: prices[500], key: `form-${forms}` });
  for (const card of cards) await payOn(url, card);
  const { stripe_customer_id } = await db.one<{ stripe_customer_id: string }>(
    'SELECT stripe_customer_id FROM users WHERE id = $1',
    [user_id],
  );
  const events = await stripe.events.list({ limit: 100 });
  const mine = events.data.filter(
    ({ data }) => JSON.stringify(data).includes(stripe_customer_id) && isFollowed(data.object.object),
  );
  return { user_id, events: mine.reverse() };
}

/** Makes the purchase unknown again, the link to Stripe's customer included. */
async function forget(user_id: string): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('DELETE FROM entries WHERE wallet_id = $1', [user_id]);
    await tx.query('DELETE FROM grants WHERE wallet_id = $1', [user_id]);
    await tx.query('DELETE FROM payments WHERE user_id = $1', [user_id]);
    await tx.query('DELETE FROM discrepancies WHERE user_id = $1', [user_id]);
    await tx.query(`DELETE FROM stripe_objects WHERE type NOT IN ('product', 'price')`);
    await tx.query('DELETE FROM stripe_events');
    await tx.query('UPDATE wallets SET available = 0, last_entry_no = 0 WHERE id = $1', [user_id]);
    await tx.query('UPDATE users SET stripe_customer_id = NULL WHERE id = $1', [user_id]);
  });
}

async function deliver(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    await storeEvent(shop.db, event);
    await processEvent(shop.deps, event.id);
  }
}

/** All that the purchase left here, without what differs between any two purchases. */
async function endState(user_id: string): Promise<unknown> {
  return shop.db.one(
    `SELECT (SELECT stripe_customer_id IS NOT NULL FROM users WHERE id = $1) AS linked,
       (SELECT jsonb_agg(jsonb_build_array(status, kind, description, quantity, amount_minor, received_minor, credit_amount,
               decline_code, card_last4, stripe_checkout_session_id IS NOT NULL, stripe_customer_id IS NOT NULL) ORDER BY status)
        FROM payments WHERE user_id = $1) AS payments,
       (SELECT jsonb_agg(jsonb_build_array(type, amount, remaining, source, payment_id IS NOT NULL)) FROM grants WHERE wallet_id = $1) AS grants,
       (SELECT jsonb_agg(jsonb_build_array(no, kind, amount, available_after) ORDER BY no) FROM entries WHERE wallet_id = $1) AS entries,
       (SELECT jsonb_build_array(available, held, frozen, debt, last_entry_no) FROM wallets WHERE id = $1) AS wallet,
       (SELECT count(*) FROM outbox o JOIN payments p ON o.key = 'receipt:' || p.id WHERE p.user_id = $1) AS receipts_asked,
       (SELECT count(*) FROM stripe_objects m JOIN payments p ON m.customer = p.stripe_customer_id
        WHERE p.user_id = $1 AND (m.read < m.wanted OR m.lease_owner IS NOT NULL)) AS unread,
       (SELECT jsonb_agg(kind) FROM discrepancies WHERE user_id = $1 AND status = 'open') AS discrepancies`,
    [user_id],
  );
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** Two events about one object are read the same way: of orders that differ in them only, one is kept. */
function distinguishable(orders: readonly Stripe.Event[][]): Stripe.Event[][] {
  const objects = (order: readonly Stripe.Event[]) =>
    order.map(({ data }) => ('id' in data.object ? data.object.id : '')).join();
  return [...new Map(orders.map((order) => [objects(order), order])).values()];
}

/** The same order on every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

test('the events of a purchase end the same in every order', async () => {
  const { user_id, events } = await purchase([CARDS.good]);
  await forget(user_id);
  await deliver(events);
  const expected = (await endState(user_id)) as object;
  expect(expected).toMatchObject({
    linked: true,
    wallet: [50_000, 0, 0, 0, 1],
    unread: 0,
    receipts_asked: 1,
    discrepancies: null,
  });

  const orders = distinguishable(permutations(events));
  expect(orders).toHaveLength(180);
  for (const order of orders) {
    await forget(user_id);
    await deliver(order);
    const types = order.map(({ type }) => type);
    expect({ types, ...((await endState(user_id)) as object) }).toEqual({ types, ...expected });
  }
}, 120_000);

test('the events of a purchase that was declined first end the same in every order, repeated ones included', async () => {
  const { user_id, events } = await purchase([CARDS.noFunds, CARDS.good]);
  await forget(user_id);
  await deliver(events);
  const expected = (await endState(user_id)) as { payments: unknown[][] };
  expect(expected.payments.map(([status]) => status)).toEqual(['failed', 'succeeded']);

  for (let seed = 1; seed <= 25; seed += 1) {
    await forget(user_id);
    await deliver(shuffled([...events, ...events], seed));
    expect({ seed, ...((await endState(user_id)) as object) }).toEqual({ seed, ...expected });
  }
}, 120_000);

test('all events of a purchase at once end the same', async () => {
  const { user_id, events } = await purchase([CARDS.good]);
  await forget(user_id);
  await deliver(events);
  const expected = await endState(user_id);
  for (let round = 0; round < 10; round += 1) {
    await forget(user_id);
    await Promise.all(events.map((event) => storeEvent(shop.db, event)));
    for (let left = events; left.length > 0; ) {
      const outcomes = await Promise.allSettled(left.map((event) => processEvent(shop.deps, event.id)));
      left = left.filter((_, at) => outcomes[at]?.status === 'rejected');
    }
    expect(await endState(user_id)).toEqual(expected);
  }
}, 60_000);

test('any single event about a paid purchase is enough', async () => {
  const { user_id, events } = await purchase([CARDS.good]);
  const about = events.filter(({ type }) => type !== 'customer.created');
  expect(about).toHaveLength(5);
  for (const event of about) {
    await forget(user_id);
    await deliver([event]);
    expect(await endState(user_id)).toMatchObject({ linked: true, wallet: [50_000, 0, 0, 0, 1] });
  }
}, 60_000);
