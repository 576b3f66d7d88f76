import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Actor,
  createOperator,
  endOverride,
  Forbidden,
  register,
  startOverride,
} from '../../src/accounts/index.js';
import { InvalidInput, NotFound } from '../../src/platform/errors.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const PASSWORD = 'a calm sentence to sign in';
let database: TestDatabase;
let actor: Actor;
let user_id: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.transaction(async (tx) => {
    ({ user_id } = await register(tx, { email: 'customer@example.com', password: PASSWORD }));
    const operator = await createOperator(tx, {
      email: 'support@example.com',
      name: 'Sue',
      role: 'support',
      password: PASSWORD,
    });
    actor = { id: operator.user_id, role: 'support', address: '10.0.0.1' };
  });
});
afterAll(() => database.close());

const suspendedUntil = async () =>
  (
    await database.db.one<{ until: unknown }>(
      'SELECT suspended_until::text AS until FROM wallets WHERE id = $1',
      [user_id],
    )
  ).until;
const start = (wanted: { reason?: string; ends_at?: Date; actor?: Actor; user_id?: string } = {}) =>
  database.db.transaction((tx) =>
    startOverride(tx, { actor, user_id, kind: 'suspend', reason: 'Chargeback fraud', ...wanted }),
  );
const end = (id: string) =>
  database.db.transaction((tx) => endOverride(tx, { actor, id, reason: 'Cleared up' }));

describe('an override', () => {
  test('suspends until the latest of its kind ends, and the audit log tells why', async () => {
    const soon = new Date(Date.now() + 3_600_000);
    const first = await start({ ends_at: soon });
    const second = await start();
    expect(await suspendedUntil()).toBe('infinity');
    await end(second.id);
    expect(new Date(String(await suspendedUntil()))).toEqual(soon);
    await end(first.id);
    expect(await suspendedUntil()).toBeNull();
    const entries = await database.db.query(
      `SELECT action, reason, host(address) AS address FROM audit_entries WHERE customer_id = $1 ORDER BY at, id`,
      [user_id],
    );
    expect(entries).toHaveLength(4);
    expect(entries[0]).toEqual({
      action: 'override.suspend',
      reason: 'Chargeback fraud',
      address: '10.0.0.1',
    });
  });

  test('ends once', async () => {
    const { id } = await start();
    await end(id);
    await expect(end(id)).rejects.toThrow(NotFound);
  });

  test('needs a reason, a customer and the permission', async () => {
    await expect(start({ reason: ' x ' })).rejects.toThrow(InvalidInput);
    await expect(start({ user_id: actor.id })).rejects.toThrow(NotFound);
    await expect(start({ actor: { ...actor, role: 'analyst' } })).rejects.toThrow(Forbidden);
    await expect(start({ actor: { ...actor, role: 'customer' } })).rejects.toThrow(Forbidden);
  });
});
