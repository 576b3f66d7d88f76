import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  adjustCredits,
  createSpender,
  expireDue,
  InsufficientCredits,
  placeHold,
  releaseHold,
  reverseSpend,
  setLowBalanceThreshold,
  spend,
  takeForReturn,
  tellLowBalance,
} from '../../src/credits/index.js';
import { renderMail } from '../../src/mail/index.js';
import {
  createCustomer,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';

const THRESHOLD = 10_000;

let database: TestDatabase;
let service: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await createService(database.db, 100);
});
afterAll(() => database.close());

/** 150 credits, and a wish to be told below 100. */
async function watched(amount = 15_000): Promise<string> {
  const wallet_id = await createCustomer(database.db);
  await give(database.db, wallet_id, { amount });
  await setThreshold(wallet_id, THRESHOLD);
  return wallet_id;
}

const setThreshold = (wallet_id: string, threshold: number | null) =>
  database.db.transaction((tx) => setLowBalanceThreshold(tx, { wallet_id, threshold }));

const use = (wallet_id: string, quantity: number) =>
  spend(database.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });

/** Does the work that the wallet's crossings asked for, as the worker would. Answers how often it was asked. */
async function work(wallet_id: string): Promise<number> {
  const asked = await database.db.query(
    `UPDATE outbox SET done_at = app.now() WHERE queue = 'low-balance' AND payload ->> 'wallet_id' = $1 AND done_at IS NULL
     RETURNING id`,
    [wallet_id],
  );
  for (const _ of asked) await tellLowBalance(database.db, wallet_id);
  return asked.length;
}

const mails = (wallet_id: string) =>
  database.db.query<{ variables: { available: string; threshold: string } }>(
    `SELECT variables FROM mails WHERE user_id = $1 AND template = 'low-balance' ORDER BY created_at`,
    [wallet_id],
  );

test('the notice comes once per crossing, and again after the balance had recovered', async () => {
  const wallet = await watched();
  await use(wallet, 50);
  expect(await work(wallet)).toBe(0);
  await use(wallet, 1);
  await use(wallet, 20);
  expect(await work(wallet)).toBe(1);
  expect(await mails(wallet)).toMatchObject([{ variables: { available: '79', threshold: '100' } }]);

  await give(database.db, wallet, { amount: 5_000 });
  await use(wallet, 40);
  expect(await work(wallet)).toBe(1);
  expect(await mails(wallet)).toHaveLength(2);
});

type Path = [name: string, leave: (wallet_id: string) => Promise<unknown>];

const paths: Path[] = [
  ['a spend', (wallet) => use(wallet, 60)],
  [
    'spends that were gathered',
    async (wallet_id) => {
      const spender = createSpender(database.db);
      const one = () =>
        spender.spend({ wallet_id, service, quantity: 20, key_owner: 'company', key: randomUUID() });
      await Promise.all([one(), one(), one()]);
      await spender.close();
    },
  ],
  [
    'a hold',
    (wallet_id) =>
      database.db.transaction((tx) =>
        placeHold(tx, {
          wallet_id,
          service,
          quantity: 60,
          made_by: 'portal',
          key_owner: 'company',
          key: randomUUID(),
        }),
      ),
  ],
  [
    'an adjustment by an operator',
    async (wallet_id) => {
      const actor = await createOperatorActor(database.db, 'admin');
      await database.db.transaction((tx) =>
        adjustCredits(tx, {
          actor,
          wallet_id,
          direction: 'down',
          amount: 6_000,
          reason: 'Given twice',
          key: randomUUID(),
        }),
      );
    },
  ],
];

test.each(paths)('%s tells of the crossing', async (_name, leave) => {
  const wallet = await watched();
  await leave(wallet);
  expect(await work(wallet)).toBe(1);
  expect(await mails(wallet)).toMatchObject([{ variables: { available: '90' } }]);
});

test('a refund that takes credits tells of the crossing', async () => {
  const wallet_id = await watched(9_000);
  expect(await work(wallet_id)).toBe(1);
  const { payment_id } = await createPaidPack(database.db, wallet_id, {
    received_minor: 2000,
    granted: 50_000,
  });
  const refund_id = await createRefund(database.db, payment_id, 2000);
  await database.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 2000, policy: 'unused' }),
  );
  expect(await work(wallet_id)).toBe(1);
  expect(await mails(wallet_id)).toHaveLength(2);
});

test('a hundred spends at once around the threshold are one notice', async () => {
  const wallet = await watched(15_000);
  await Promise.all(Array.from({ length: 100 }, () => use(wallet, 1)));
  expect(await work(wallet)).toBe(1);
  expect(await mails(wallet)).toMatchObject([{ variables: { available: '50' } }]);
});

test('two jobs of one crossing, at once, are one mail', async () => {
  const wallet = await watched();
  await use(wallet, 60);
  await Promise.all([tellLowBalance(database.db, wallet), tellLowBalance(database.db, wallet)]);
  expect(await mails(wallet)).toHaveLength(1);
});

describe('nothing is sent', () => {
  test('where no threshold is set, and nothing is asked for either', async () => {
    const wallet = await createCustomer(database.db);
    await give(database.db, wallet, { amount: 15_000 });
    await use(wallet, 150);
    await expect(use(wallet, 1)).rejects.toThrow(InsufficientCredits);
    expect(await work(wallet)).toBe(0);
  });

  test('at the threshold exactly: only below it', async () => {
    const wallet = await watched();
    await use(wallet, 50);
    expect(await work(wallet)).toBe(0);
  });

  test('when the balance is back up before the mail goes out', async () => {
    const wallet_id = await watched();
    const { spend: made } = await use(wallet_id, 60);
    await database.db.transaction((tx) =>
      reverseSpend(tx, {
        spend_id: made.id,
        requested_by: 'company',
        key_owner: 'company',
        key: randomUUID(),
      }),
    );
    expect(await work(wallet_id)).toBe(1);
    expect(await mails(wallet_id)).toEqual([]);
  });

  test('when a hold is released again at once', async () => {
    const wallet_id = await watched();
    await database.db.transaction(async (tx) => {
      const made = { key_owner: 'company', key: randomUUID() };
      const { hold } = await placeHold(tx, { wallet_id, service, quantity: 60, made_by: 'portal', ...made });
      await releaseHold(tx, { hold_id: hold.id, ...made, by: { id: 'portal' } });
    });
    await work(wallet_id);
    expect(await mails(wallet_id)).toEqual([]);
  });

  test.each([
    ['closed', `UPDATE users SET status = 'closed', closed_at = app.now() WHERE id = $1`],
    ['suspended', `UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1`],
  ])('to an account that is %s', async (_state, sql) => {
    const wallet = await watched();
    await use(wallet, 60);
    await database.db.query(sql, [wallet]);
    expect(await work(wallet)).toBe(1);
    expect(await mails(wallet)).toEqual([]);
  });

  test('to someone whose plan is paused', async () => {
    const wallet = await watched();
    await use(wallet, 60);
    await database.db.query(
      `WITH product AS (INSERT INTO products (stripe_id, name, kind, active) VALUES ('prod_p', 'Pro', 'subscription', true) RETURNING id),
            price AS (INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, billing_interval, active)
                      SELECT 'price_p', id, 'eur', 4999, 'month', true FROM product RETURNING id)
       INSERT INTO subscriptions (stripe_id, user_id, price_id, status, current_period_start, current_period_end)
       SELECT 'sub_p', $1, id, 'paused', app.now(), app.now() + interval '1 month' FROM price`,
      [wallet],
    );
    expect(await work(wallet)).toBe(1);
    expect(await mails(wallet)).toEqual([]);
  });

  test('once it is switched off, and switching it on again below it tells anew', async () => {
    const wallet = await watched();
    await use(wallet, 60);
    await setThreshold(wallet, null);
    await work(wallet);
    expect(await mails(wallet)).toEqual([]);
    await setThreshold(wallet, 20_000);
    expect(await work(wallet)).toBe(1);
    expect(await mails(wallet)).toMatchObject([{ variables: { available: '90', threshold: '200' } }]);
  });
});

test('the mail says how much is left, what was asked for, and where to go', async () => {
  const { subject, html, text } = await renderMail('low-balance', {
    name: 'Ada',
    available: '79',
    threshold: '100',
    site: 'https://quickscale.example',
    url: 'https://quickscale.example/pricing',
  });
  expect(subject).toBe('You have 79 credits left');
  for (const part of [html, text]) {
    expect(part).toContain('fewer than 100');
    expect(part).toContain('https://quickscale.example/pricing');
    expect(part).toContain('https://quickscale.example/credits/running-low');
  }
});

test('an expiry tells of the crossing once the job has written it', async () => {
  const wallet = await watched(9_500);
  await work(wallet);
  const soon = new Date(Date.now() + 60_000);
  await give(database.db, wallet, { amount: 5_000, type: 'promotional', expires_at: soon });
  await stopClock(database, new Date(soon.getTime() + 1).toISOString());
  await expireDue(database.db);
  expect(await work(wallet)).toBe(1);
  expect(await mails(wallet)).toMatchObject([{}, { variables: { available: '95' } }]);
});
