import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  balance,
  captureHold,
  convertGrant,
  listGrants,
  placeHold,
  releaseHold,
  spend,
  takeForReturn,
  verifyLedger,
} from '../../src/credits/index.js';
import { createCustomer, createPaidPack, createRefund, createService } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const WEEK_MS = 7 * 86_400_000;

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
});
afterAll(async () => {
  expect((await verifyLedger(database.db)).lies).toEqual([]);
  await database.close();
});

/** A customer whose plan of 10.00 gave 1,000 credits until next week. */
async function subscriber() {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const plan = await planPaid(wallet_id, { received_minor: 1_000, granted: 100_000 });
  const key = () => ({ key_owner: 'company', key: randomUUID() });
  return {
    wallet_id,
    ...plan,
    use: (quantity: number) => spend(db, { wallet_id, service, quantity, ...key() }),
    upgrade: (cause_id: string) =>
      db.transaction((tx) => convertGrant(tx, { wallet_id, grant_id: plan.grant_id, cause_id })),
    byType: async () => (await balance(db, wallet_id)).by_type,
    hold: async (quantity: number) =>
      (
        await db.transaction((tx) =>
          placeHold(tx, { wallet_id, service, quantity, made_by: 'test', ...key() }),
        )
      ).hold.id,
    release: (hold_id: string) =>
      db.transaction((tx) => releaseHold(tx, { hold_id, by: { id: 'test' }, ...key() })),
    capture: (hold_id: string) =>
      db.transaction((tx) => captureHold(tx, { hold_id, by: { id: 'test' }, ...key() })),
  };
}

const planPaid = (wallet_id: string, paid: { received_minor: number; granted: number }) =>
  createPaidPack(database.db, wallet_id, {
    ...paid,
    type: 'subscription',
    expires_at: new Date(Date.now() + WEEK_MS),
  });

async function refund(wallet_id: string, payment_id: string, amount_minor: number) {
  const refund_id = await createRefund(database.db, payment_id, amount_minor);
  return database.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor, policy: 'unused' }),
  );
}

test('what is left of a plan becomes pay-as-you-go, and the old grant is closed', async () => {
  const customer = await subscriber();
  await customer.use(400);
  const { grant_id } = await customer.upgrade('in_1');
  expect(await customer.byType()).toEqual({ subscription: 0, promotional: 0, pay_as_you_go: 60_000 });
  const grants = await listGrants(database.db, customer.wallet_id);
  expect(grants.find(({ id }) => id === grant_id)).toMatchObject({
    type: 'pay_as_you_go',
    expires_at: null,
    origin_grant: customer.grant_id,
    source: 'conversion',
  });
  expect(grants.find(({ id }) => id === customer.grant_id)).toMatchObject({ remaining: 0 });
});

test('up, and then money back: a refund of the old plan reaches what the upgrade converted', async () => {
  const customer = await subscriber();
  await customer.use(200);
  expect(await customer.byType()).toEqual({ subscription: 80_000, promotional: 0, pay_as_you_go: 0 });
  await customer.upgrade('in_2');
  await planPaid(customer.wallet_id, { received_minor: 3_000, granted: 400_000 });
  await customer.use(4_100);
  expect(await customer.byType()).toEqual({ subscription: 0, promotional: 0, pay_as_you_go: 70_000 });
  expect(await refund(customer.wallet_id, customer.payment_id, 1_000)).toMatchObject({
    target: 100_000,
    taken: 70_000,
  });
  expect(await customer.byType()).toEqual({ subscription: 0, promotional: 0, pay_as_you_go: 0 });
});

test('up twice: a refund of the first plan reaches what was converted twice', async () => {
  const customer = await subscriber();
  const { grant_id } = await customer.upgrade('in_1');
  const { wallet_id } = customer;
  await database.db.transaction((tx) =>
    convertGrant(tx, { wallet_id, grant_id: grant_id ?? '', cause_id: 'in_2' }),
  );
  expect(await refund(wallet_id, customer.payment_id, 500)).toMatchObject({ taken: 50_000 });
});

test('an upgrade told several times converts once, also where nothing was left', async () => {
  const customer = await subscriber();
  const answers = await Promise.all(Array.from({ length: 10 }, () => customer.upgrade('in_1')));
  expect(new Set(answers.map(({ grant_id }) => grant_id)).size).toBe(1);
  expect(await customer.byType()).toEqual({ subscription: 0, promotional: 0, pay_as_you_go: 100_000 });

  const spent = await subscriber();
  await spent.hold(1_000);
  expect(await spent.upgrade('in_3')).toEqual({ grant_id: null, amount: 0 });
});

test('what is held when the plan changes stays with the old grant, and returns to it', async () => {
  const customer = await subscriber();
  const [first, second] = [await customer.hold(300), await customer.hold(100)];
  expect(await customer.upgrade('in_1')).toMatchObject({ amount: 60_000 });
  await customer.release(first);
  await customer.capture(second);
  expect(await customer.byType()).toEqual({ subscription: 30_000, promotional: 0, pay_as_you_go: 60_000 });
  await customer.upgrade('in_1');
  expect(await customer.byType()).toEqual({ subscription: 30_000, promotional: 0, pay_as_you_go: 60_000 });
});
