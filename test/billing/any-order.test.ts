import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { isFollowed, processEvent, refresh, startCheckout, storeEvent } from '../../src/billing/index.js';
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
  const { db, deps, prices } = shop;
  const user_id = await createCustomer(db);
  forms += 1;
  const { url } = await startCheckout(deps, { user_id, price_id: prices[500], key: `form-${forms}` });
  for (const card of cards) await payOn(url, card);
  const { stripe_customer_id } = await db.one<{ stripe_customer_id: string }>(
    'SELECT stripe_customer_id FROM users WHERE id = $1',
    [user_id],
  );
  return { user_id, events: await eventsAbout(stripe_customer_id) };
}

async function eventsAbout(customer: string): Promise<Stripe.Event[]> {
  const { data } = await shop.stripe.events.list({ limit: 100 });
  const told = (event: Stripe.Event) => JSON.stringify(event.data).includes(customer);
  return data.filter((event) => told(event) && isFollowed(event.data.object.object)).reverse();
}

/** A plan that Stripe has told nobody of yet. */
async function plan(): Promise<Purchase> {
  const { db, stripe } = shop;
  const user_id = await createCustomer(db);
  const { id: customer } = await stripe.customers.create({ metadata: { user_id } });
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  const prices = await stripe.prices.list({ lookup_keys: ['pro_monthly'] });
  const items = [{ price: String(prices.data[0]?.id) }];
  await stripe.subscriptions.create({ customer, default_payment_method: card, items });
  return { user_id, events: await eventsAbout(customer) };
}

/** Whether it is registered, what it gave, and every discrepancy that was raised meanwhile, those fixed since too. */
async function endOfPlan(user_id: string): Promise<unknown> {
  return shop.db.one(
    `SELECT (SELECT jsonb_agg(jsonb_build_array(status, kind)) FROM payments WHERE user_id = $1) AS payments,
            (SELECT available FROM wallets WHERE id = $1) AS available,
            (SELECT jsonb_agg(jsonb_build_array(d.kind, d.status)) FROM discrepancies d WHERE d.user_id = $1) AS raised`,
    [user_id],
  );
}
const PAID_PLAN = { payments: [['succeeded', 'subscription']], available: 200_000, raised: null };

function objectIn(events: readonly Stripe.Event[], type: 'charge' | 'payment_intent'): string {
  const found = events.find(({ data }) => data.object.object === type);
  return String(found && 'id' in found.data.object && found.data.object.id);
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
}, 600_000);

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
});

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
});

test('any single event about a paid purchase is enough', async () => {
  const { user_id, events } = await purchase([CARDS.good]);
  const about = events.filter(({ type }) => type !== 'customer.created');
  expect(about).toHaveLength(5);
  for (const event of about) {
    await forget(user_id);
    await deliver([event]);
    expect(await endState(user_id)).toMatchObject({ linked: true, wallet: [50_000, 0, 0, 0, 1] });
  }
});

test('a plan’s payment raises nothing on its way, whichever of its events comes first', async () => {
  const { events: kinds } = await plan();
  const types = new Set(kinds.map(({ data }) => data.object.object));
  for (const first of types) {
    const { user_id, events } = await plan();
    const begins = ({ data }: Stripe.Event) => data.object.object === first;
    await deliver([...events.filter(begins), ...events.filter((event) => !begins(event)).reverse()]);
    expect({ first, ...((await endOfPlan(user_id)) as object) }).toEqual({ first, ...PAID_PLAN });
  }
  const { user_id, events } = await plan();
  for (const event of events) await storeEvent(shop.db, event);
  for (let left = events; left.length > 0; ) {
    const outcomes = await Promise.allSettled(left.map(({ id }) => processEvent(shop.deps, id)));
    left = left.filter((_, at) => outcomes[at]?.status === 'rejected');
  }
  expect(await endOfPlan(user_id)).toEqual(PAID_PLAN);
});

test('a charge looks on for what it bought when another reader reads its intent just after it was missed', async () => {
  const { user_id, events } = await plan();
  const intent = objectIn(events, 'payment_intent');
  await deliver(events.filter(({ type }) => type === 'customer.created'));
  let missed = false;
  const query = async (sql: string, values: unknown[] = []) => {
    const rows = await shop.db.query(sql, values);
    if (missed || !sql.includes('projected_at IS NOT NULL') || String(values[0]) !== intent) return rows;
    missed = true;
    await refresh(shop.deps, { type: 'payment_intent', id: intent });
    return rows;
  };
  const db = new Proxy(shop.db, {
    get: (real, name) => (name === 'query' ? query : Reflect.get(real, name)),
  });
  await refresh({ ...shop.deps, db }, { type: 'charge', id: objectIn(events, 'charge') });
  expect(missed).toBe(true);
  expect(await endOfPlan(user_id)).toEqual(PAID_PLAN);
});

test('a charge that was read before Stripe said which invoice it paid is registered with its invoice', async () => {
  const { user_id, events } = await plan();
  const none = { list: async () => ({ data: [] }) };
  const stripe = new Proxy(shop.stripe, {
    get: (real, name) => (name === 'invoicePayments' ? none : Reflect.get(real, name)),
  });
  await refresh({ ...shop.deps, stripe }, { type: 'charge', id: objectIn(events, 'charge') });
  expect(await endOfPlan(user_id)).toMatchObject({
    payments: null,
    raised: [['charged_not_registered', 'open']],
  });
  await deliver(events.filter(({ data }) => data.object.object === 'invoice'));
  expect(await endOfPlan(user_id)).toEqual({ ...PAID_PLAN, raised: [['charged_not_registered', 'fixed']] });
});
