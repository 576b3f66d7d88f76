import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAYA, seedHistory } from '../../../sandbox/history.js';
import { checkPasswordOf } from '../../../src/accounts/index.js';
import { issueReceipts, type ObjectRef, refresh } from '../../../src/billing/index.js';
import { balance, verifyLedger } from '../../../src/credits/index.js';
import { type Seeded, seedBothSides } from './seeded.js';
import { CREDENTIALS, NOW } from './year.js';

const CUSTOMERS = 60;

let year: Seeded;

beforeAll(async () => {
  year = await seedBothSides({ customers: CUSTOMERS });
});

afterAll(() => year?.close());

/** What differs between two runs although nothing else does: salts, the moment of sealing, and ids that nothing names. */
const VOLATILE: Record<string, string> = {
  users: '{password_hash}',
  audit_seals: '{sealed_at}',
  metric_changes: '{id}',
};
const IGNORED = ['_prisma_migrations', 'outbox'];

/** A hash of all rows of each table of a side. */
async function dump(rows: Seeded['ours']): Promise<Map<string, string>> {
  const tables = await rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`,
  );
  const hashes = new Map<string, string>();
  for (const { name } of tables.filter((table) => !IGNORED.includes(table.name))) {
    const lines = await rows<{ line: string }>(
      `SELECT (to_jsonb(t) - '${VOLATILE[name] ?? '{}'}'::text[])::text AS line FROM ${name} t ORDER BY 1`,
    );
    if (lines.length > 0) hashes.set(name, createHash('sha256').update(JSON.stringify(lines)).digest('hex'));
  }
  return hashes;
}

describe('a seed', () => {
  test('makes the same bytes on both sides each time, and another seed makes others', async () => {
    const same = await seedBothSides({ customers: CUSTOMERS });
    const other = await seedBothSides({ customers: CUSTOMERS, seed: 2 });
    try {
      expect(await dump(same.ours)).toEqual(await dump(year.ours));
      expect(await dump(same.theirs)).toEqual(await dump(year.theirs));
      const [others, first] = [await dump(other.ours), await dump(year.ours)];
      for (const table of ['users', 'payments', 'entries'])
        expect(others.get(table)).not.toBe(first.get(table));
    } finally {
      await same.close();
      await other.close();
    }
  });

  test('is refused where there are users already, and where there are too few customers for every kind', async () => {
    const history = {
      ownerUrl: year.quickscale.ownerUrl,
      stripeDatabaseUrl: year.stripe.databaseUrl,
      seed: 2,
      now: NOW,
      customers: CUSTOMERS,
      credentials: CREDENTIALS,
    };
    await expect(seedHistory(history)).rejects.toThrow('in use');
    await expect(seedHistory({ ...history, customers: 10 })).rejects.toThrow(RangeError);
  });

  test('lets those sign in whom it was told of, and nobody else', async () => {
    const { db } = year.quickscale;
    const { password } = CREDENTIALS.customer;
    const [maya] = await year.ours<{ id: string }>('SELECT id FROM users WHERE email = $1', [MAYA.email]);
    await checkPasswordOf(db, { user_id: maya?.id ?? '', password, address: '127.0.0.1' });
    const operators = await year.ours<{ role: string }>(
      'SELECT role FROM users WHERE password_hash IS NOT NULL ORDER BY role',
    );
    expect(operators.map(({ role }) => role)).toEqual(['admin', 'analyst', 'customer', 'finance', 'support']);
  });
});

describe('QuickScale goes on from there', () => {
  /** All that registering Stripe's objects may change. */
  async function registered(): Promise<string> {
    const tables = [
      'users',
      'wallets',
      'grants',
      'entries',
      'payments',
      'refunds',
      'disputes',
      'returns',
      'debts',
      'payment_methods',
      'mails',
    ];
    const lines = tables.map((table) => year.ours(`SELECT t::text FROM ${table} t ORDER BY 1`));
    return JSON.stringify([
      ...(await Promise.all(lines)),
      await year.ours('SELECT kind, stripe_id FROM discrepancies'),
    ]);
  }

  test('reading all that it knows of a customer afresh changes nothing', async () => {
    const { db } = year.quickscale;
    const known = await year.ours<ObjectRef>(
      `SELECT o.type, o.id FROM stripe_objects o
       WHERE o.type IN ('customer', 'payment_method', 'payment_intent', 'charge', 'refund', 'dispute')
         AND (o.type IN ('refund', 'dispute') OR o.customer IN
              (SELECT stripe_customer_id FROM users ORDER BY email = $1 DESC, stripe_customer_id LIMIT 12))
       ORDER BY o.id`,
      [MAYA.email],
    );
    const before = await registered();
    for (const object of known) await refresh({ db, stripe: year.stripe.stripe }, object);
    expect(known.length).toBeGreaterThan(60);
    expect(JSON.parse(await registered())).toEqual(JSON.parse(before));
  });

  test('a charge that it missed is registered as soon as it is read, with its credits and a receipt', async () => {
    const { db } = year.quickscale;
    const [charge] = await year.theirs<{ id: string; customer: string }>(
      `SELECT c.id, u.id AS customer FROM objects c JOIN objects u ON u.id = c.customer
       WHERE c.id = ANY($1) AND u.doc ->> 'email' = $2`,
      [year.summary.not_registered, MAYA.email],
    );
    const [maya] = await year.ours<{ id: string }>('SELECT id FROM users WHERE stripe_customer_id = $1', [
      charge?.customer,
    ]);
    const before = await balance(db, maya?.id ?? '');
    await refresh({ db, stripe: year.stripe.stripe }, { type: 'charge', id: charge?.id ?? '' });
    await issueReceipts(db);
    const after = await balance(db, maya?.id ?? '');
    expect(after.available - before.available).toBe(50_000);
    const payments = await year.ours(
      'SELECT amount_minor, receipt_number FROM payments WHERE stripe_charge_id = $1',
      [charge?.id],
    );
    expect(payments).toEqual([
      { amount_minor: 2000, receipt_number: expect.stringMatching(/^R-2\d{3}-\d{6}$/) },
    ]);
    expect((await verifyLedger(db)).lies).toEqual([]);
  });
});
