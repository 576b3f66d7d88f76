import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Actor } from '../../src/accounts/index.js';
import {
  type AdjustmentRequest,
  adjustCredits,
  balance,
  listEntries,
  previewAdjustment,
  spend,
  undoAdjustment,
} from '../../src/credits/index.js';
import { createCustomer, createOperatorActor, createService, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

let database: TestDatabase;
let support: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  support = await createOperatorActor(database.db, 'support');
});
afterAll(() => database.close());

function adjust(wallet_id: string, change: Partial<AdjustmentRequest>) {
  const request = {
    actor: support,
    wallet_id,
    direction: 'up',
    amount: 5_000,
    reason: 'Goodwill',
    key: randomUUID(),
  };
  return database.db.transaction((tx) => adjustCredits(tx, { ...request, ...change } as AdjustmentRequest));
}

const undo = (wallet_id: string, adjustment_id: string, actor = support) =>
  database.db.transaction((tx) =>
    undoAdjustment(tx, { actor, wallet_id, adjustment_id, reason: 'By mistake' }),
  );

test('credits given are a grant, told to the customer and written in the audit log', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const { adjustment } = await adjust(wallet, { amount: 5_000, ticket: 'T-1' });
  expect(adjustment.after.available).toBe(5_000);
  const audited = await db.one(
    'SELECT before, after, reason, ticket FROM audit_entries WHERE customer_id = $1',
    [wallet],
  );
  expect(audited).toEqual({
    before: { available: 0, debt: 0 },
    after: { available: 50, debt: 0, adjusted: 50 },
    reason: 'Goodwill',
    ticket: 'T-1',
  });
  const mail = await db.one<{ variables: unknown }>('SELECT variables FROM mails WHERE user_id = $1', [
    wallet,
  ]);
  expect(mail.variables).toMatchObject({ change: '50 credits were added.', balance: '50 credits' });
});

test('the mail can be left out', async () => {
  const wallet = await createCustomer(database.db);
  await adjust(wallet, { notify: false });
  expect(await database.db.query('SELECT FROM mails WHERE user_id = $1', [wallet])).toHaveLength(0);
});

test('credits are taken in the order of spending, exactly as the preview says', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 3_000 });
  const plan = await give(db, wallet, {
    amount: 2_000,
    type: 'subscription',
    expires_at: new Date(Date.now() + 1e8),
  });
  const preview = await previewAdjustment(db, { wallet_id: wallet, direction: 'down', amount: 2_500 });
  const { adjustment } = await adjust(wallet, { direction: 'down', amount: 2_500 });
  expect(adjustment).toEqual({ id: adjustment.id, ...preview });
  expect(adjustment.parts[0]).toEqual({ grant: plan, type: 'subscription', amount: 2_000 });
  expect((await balance(db, wallet)).available).toBe(2_500);
});

test('an adjustment never takes more than there is', async () => {
  const wallet = await createCustomer(database.db);
  await give(database.db, wallet, { amount: 100 });
  const taking = adjust(wallet, { direction: 'down', amount: 101 });
  await expect(taking).rejects.toMatchObject({
    code: 'insufficient_credits',
    details: { needed: 1.01, available: 1 },
  });
});

test('the same key adjusts once, and another wish under it is refused', async () => {
  const wallet = await createCustomer(database.db);
  const key = randomUUID();
  const [first, second] = await Promise.all([adjust(wallet, { key }), adjust(wallet, { key })]);
  expect(first.adjustment).toEqual(second.adjustment);
  expect((await balance(database.db, wallet)).available).toBe(5_000);
  await expect(adjust(wallet, { key, amount: 1 })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
});

test('undoing an adjustment compensates it, and undoing it again does nothing', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  await give(db, wallet, { amount: 1_000 });
  const up = await adjust(wallet, { amount: 700 });
  const down = await adjust(wallet, { direction: 'down', amount: 900 });
  for (const { adjustment } of [down, up, down, up]) await undo(wallet, adjustment.id);
  expect((await balance(db, wallet)).available).toBe(1_000);
  expect((await listEntries(db, wallet)).data.map((entry) => entry.amount)).toEqual([
    -700, 900, -900, 700, 1_000,
  ]);
});

test('credits given and spent since are not taken back, and the refusal says how many are left', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const { adjustment } = await adjust(wallet, { amount: 700 });
  const service = await createService(db, 300);
  await spend(db, { wallet_id: wallet, service, quantity: 1, key_owner: 'company', key: 'k' });
  await expect(undo(wallet, adjustment.id)).rejects.toMatchObject({
    code: 'adjustment_spent',
    details: { given: 7, left: 4 },
  });
});

test('credits taken from a grant that expired meanwhile come back as promotional ones for a week', async () => {
  const { db } = database;
  const wallet = await createCustomer(db);
  const plan = await give(db, wallet, {
    amount: 900,
    type: 'subscription',
    expires_at: new Date(Date.now() + 1e8),
  });
  const { adjustment } = await adjust(wallet, { direction: 'down', amount: 900 });
  await db.query('UPDATE grants SET expires_at = app.now() WHERE wallet_id = $1 AND id = $2', [wallet, plan]);
  await undo(wallet, adjustment.id);
  const { by_type, next_expiry } = await balance(db, wallet);
  expect(by_type).toEqual({ subscription: 0, promotional: 900, pay_as_you_go: 0 });
  expect(next_expiry?.at.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
});

test('each role adjusts up to its limit at a time and a day, and the refusal says who may do more', async () => {
  const operator = await createOperatorActor(database.db, 'support');
  const wallet = await createCustomer(database.db);
  await expect(adjust(wallet, { actor: operator, amount: 100_001 })).rejects.toMatchObject({
    code: 'needs_approval',
    details: { limit: 1_000, per: 'time', who_may: ['finance', 'admin'] },
  });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 7 }, () => adjust(wallet, { actor: operator, amount: 100_000 })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect((await balance(database.db, wallet)).available).toBe(500_000);
  const analyst = await createOperatorActor(database.db, 'analyst');
  await expect(adjust(wallet, { actor: analyst, amount: 1 })).rejects.toMatchObject({ code: 'forbidden' });
});

test('undoing counts towards the limit of the day', async () => {
  const operator = await createOperatorActor(database.db, 'support');
  const wallet = await createCustomer(database.db);
  const give = () => adjust(wallet, { actor: operator, amount: 100_000 });
  const { adjustment } = await give();
  await give();
  await undo(wallet, adjustment.id, operator);
  await give();
  await give();
  await expect(give()).rejects.toMatchObject({ code: 'needs_approval', details: { per: 'day' } });
});

test.each([
  [{ amount: 0 }, 'amount'],
  [{ amount: 1.5 }, 'amount'],
  [{ type: 'promotional' }, 'expires_at'],
  [{ expires_at: new Date(Date.now() + 1e8) }, 'expires_at'],
  [{ type: 'promotional', expires_at: new Date(0) }, 'expires_at'],
  [{ reason: '  ' }, 'reason'],
] satisfies [Partial<AdjustmentRequest>, string][])(
  'a wish that makes no sense is refused at its field: %j',
  async (change, field) => {
    const wallet = await createCustomer(database.db);
    await expect(adjust(wallet, change)).rejects.toHaveProperty(['fields', field]);
  },
);

// The last two stop the clock.
test('an adjustment whose expiry has passed since is still replayed', async () => {
  const wallet = await createCustomer(database.db);
  await stopClock(database, '2030-05-31T00:00:00Z');
  const expires_at = new Date('2030-06-01T00:00:00Z');
  const wish = { type: 'promotional', amount: 100, expires_at, key: 'goodwill-1' } as const;
  const first = await adjust(wallet, wish);
  await stopClock(database, '2030-06-02T00:00:00Z');
  expect(await adjust(wallet, wish)).toEqual({ ...first, replayed: true });
});

test('an expiry is in the future or not by the clock of the database', async () => {
  const { db } = database;
  const wallet_id = await createCustomer(db);
  const expires_at = new Date('2031-06-01T00:00:00Z');
  const wish = { wallet_id, direction: 'up', amount: 100, type: 'promotional', expires_at } as const;
  await stopClock(database, '2031-05-31T00:00:00Z');
  await expect(previewAdjustment(db, wish)).resolves.toMatchObject({ amount: 100 });
  await stopClock(database, '2031-06-02T00:00:00Z');
  await expect(previewAdjustment(db, wish)).rejects.toHaveProperty(['fields', 'expires_at']);
  await expect(adjust(wallet_id, wish)).rejects.toHaveProperty(['fields', 'expires_at']);
});
