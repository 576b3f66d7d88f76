import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  authenticateApiKey,
  CUSTOMER_SCOPES,
  createApiKey,
  InvalidApiKey,
  listApiKeys,
  register,
  revokeApiKey,
} from '../../src/accounts/index.js';
import type { Db } from '../../src/platform/db.js';
import { InvalidInput, NotFound } from '../../src/platform/errors.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { stopClock } from '../support/sql-clock.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let user_id: string;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ user_id } = await database.db.transaction((tx) =>
    register(tx, { email: 'owner@example.com', password: 'a calm sentence to sign in' }),
  ));
});
afterAll(() => database.close());

const companyKey = () =>
  database.db.transaction((tx) =>
    createApiKey(tx, { owner: 'company', name: 'Back end', scopes: ['spend', 'balance:read'] }),
  );

describe('an API key', () => {
  test('is shown once, has 256 random bits, and is stored as a hash', async () => {
    const { id, key } = await companyKey();
    expect(key).toMatch(/^qsk_[A-Za-z0-9_-]{43}$/);
    const [row] = await database.db.query<Record<string, unknown>>('SELECT * FROM api_keys WHERE id = $1', [
      id,
    ]);
    expect(JSON.stringify(row)).not.toContain(key.slice(12));
    expect(await authenticateApiKey(database.db, key)).toEqual({
      id,
      owner: 'company',
      user_id: null,
      scopes: ['spend', 'balance:read'],
      rate_limit_per_minute: 600_000,
    });
  });

  test('that is unknown, malformed or absurd is refused', async () => {
    const { key } = await companyKey();
    for (const wrong of [
      '',
      'qsk_',
      `${key}x`,
      key.slice(0, -1),
      `qsk_${'a'.repeat(43)}`,
      "qsk_' OR 1=1 --",
      'x'.repeat(100_000),
    ]) {
      await expect(authenticateApiKey(database.db, wrong)).rejects.toThrow(InvalidApiKey);
    }
  });

  test('stops within a second of being revoked, although it was just used', async () => {
    const { id, key } = await companyKey();
    await authenticateApiKey(database.db, key);
    await database.db.transaction((tx) => revokeApiKey(tx, { id, user_id: null }));
    const refused = () =>
      authenticateApiKey(database.db, key).then(
        () => false,
        (error: unknown) => error instanceof InvalidApiKey,
      );
    const revoked = performance.now();
    let accepted = revoked;
    await waitFor(async () => {
      const asked = performance.now();
      if (await refused()) return true;
      accepted = asked;
      return false;
    });
    expect(accepted - revoked).toBeLessThan(1000);
  });

  test('stops when it expires', async () => {
    const { id, key } = await companyKey();
    await database.db.query(`UPDATE api_keys SET expires_at = app.now() WHERE id = $1`, [id]);
    await expect(authenticateApiKey(database.db, key)).rejects.toThrow(InvalidApiKey);
  });

  test('expires by the database’s clock, not by this machine’s', async () => {
    const later = await createTestDatabase();
    try {
      await stopClock(later, '2090-01-01T00:00:00Z');
      const expires_at = new Date('2080-01-01T00:00:00Z');
      const wanted = { owner: 'company', name: 'Late', scopes: ['spend'], expires_at } as const;
      await expect(later.db.transaction((tx) => createApiKey(tx, wanted))).rejects.toMatchObject({
        fields: { expires_at: expect.any(String) },
      });
    } finally {
      await later.close();
    }
  });

  test('has the limit that it was given, else that of its owner’s kind', async () => {
    const { user_id: another } = await database.db.transaction((tx) =>
      register(tx, { email: 'another@example.com', password: 'a calm sentence to sign in' }),
    );
    const wanted = { name: 'Pace', scopes: ['spend'] } as const;
    const made = await Promise.all(
      [
        { owner: 'company', rate_limit_per_minute: 30, ...wanted } as const,
        { owner: 'customer', user_id: another, ...wanted } as const,
      ].map((each) => database.db.transaction((tx) => createApiKey(tx, each))),
    );
    const limits = await Promise.all(made.map(({ key }) => authenticateApiKey(database.db, key)));
    expect(limits.map(({ rate_limit_per_minute }) => rate_limit_per_minute)).toEqual([30, 600]);
  });

  test('of a customer acts for him, cannot reverse, and nobody else can revoke it', async () => {
    const own = { owner: 'customer', user_id, name: 'Mine', scopes: CUSTOMER_SCOPES } as const;
    const { id, key } = await database.db.transaction((tx) => createApiKey(tx, own));
    expect(await authenticateApiKey(database.db, key)).toMatchObject({ owner: 'customer', user_id });
    await expect(
      database.db.transaction((tx) => createApiKey(tx, { ...own, scopes: ['reverse'] })),
    ).rejects.toThrow(InvalidInput);
    await expect(database.db.transaction((tx) => revokeApiKey(tx, { id, user_id: null }))).rejects.toThrow(
      NotFound,
    );
    expect(await listApiKeys(database.db, { user_id })).toMatchObject([
      { id, status: 'active', prefix: key.slice(0, 12) },
    ]);
    await database.db.transaction((tx) => revokeApiKey(tx, { id, user_id }));
    expect(await listApiKeys(database.db, { user_id })).toMatchObject([{ id, status: 'revoked' }]);
  });

  test('is looked up once for hundreds of calls at the same time', async () => {
    const { key } = await companyKey();
    let lookups = 0;
    const counting: Db = {
      ...database.db,
      maybeOne: (sql, values) => {
        lookups += 1;
        return database.db.maybeOne(sql, values);
      },
    };
    await Promise.all(Array.from({ length: 200 }, () => authenticateApiKey(counting, key)));
    expect(lookups).toBe(1);
  });

  test.each([
    ['no name', { name: ' ', scopes: ['spend'] as const }, 'name'],
    ['a name nobody sees', { name: '\u3164', scopes: ['spend'] as const }, 'name'],
    ['a name that only looks like another', { name: 'C\u200bI', scopes: ['spend'] as const }, 'name'],
    ['a name of two lines', { name: 'C\nI', scopes: ['spend'] as const }, 'name'],
    ['a name that turns what follows around', { name: 'CI\u202e', scopes: ['spend'] as const }, 'name'],
    [
      'a limit that lets nothing through',
      { name: 'x', scopes: ['spend'] as const, rate_limit_per_minute: 0 },
      'rate_limit_per_minute',
    ],
    ['an endless name', { name: 'x'.repeat(101), scopes: ['spend'] as const }, 'name'],
    ['nothing that it may do', { name: 'x', scopes: [] }, 'scopes'],
    ['an end in the past', { name: 'x', scopes: ['spend'] as const, expires_at: new Date(0) }, 'expires_at'],
  ])('with %s is not made', async (_, wanted, field) => {
    const made = database.db.transaction((tx) => createApiKey(tx, { owner: 'company', ...wanted }));
    await expect(made).rejects.toMatchObject({ fields: { [field]: expect.any(String) } });
  });
});
