import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type CreditType, PRIORITY } from '../../src/credits/index.js';
import type { OpenGrant } from '../../src/credits/rules.js';
import type { Db } from '../../src/platform/db.js';
import { createCustomer } from '../support/credits.js';

export const NOW = new Date('2026-06-01T12:00:00Z');

/** Few distinct moments, so that ties and exact expiries are common. */
const moment = fc.constantFrom(-2, -1, 0, 1, 2).map((hours) => new Date(NOW.getTime() + hours * 3_600_000));

/** Grants of every type, some expired at NOW, some empty. */
export const someGrants = fc.array(
  fc.record({
    type: fc.constantFrom<CreditType>('subscription', 'promotional', 'pay_as_you_go'),
    remaining: fc.nat(300),
    expires_at: fc.option(moment),
    created_at: moment,
  }),
  { maxLength: 8 },
);

/** Straight into the tables: what the rule must agree on does not depend on how the grants came. */
export async function walletWith(
  db: Db,
  wanted: readonly Omit<OpenGrant, 'id'>[],
): Promise<{ wallet: string; grants: OpenGrant[] }> {
  const wallet = await createCustomer(db);
  const grants: OpenGrant[] = [];
  for (const { type, remaining, expires_at, created_at } of wanted) {
    const { id } = await db.one<{ id: string }>(
      `INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, expires_at, source, source_id, created_at)
       VALUES ($1, $2, $3, 1000, $4::bigint, $4::bigint > 0, $5, 'operator', $6, $7) RETURNING id`,
      [wallet, type, PRIORITY[type], remaining, expires_at, randomUUID(), created_at],
    );
    grants.push({ id, type, remaining, expires_at, created_at });
  }
  await db.query(
    'UPDATE wallets SET available = (SELECT coalesce(sum(remaining), 0) FROM grants WHERE wallet_id = $1) WHERE id = $1',
    [wallet],
  );
  return { wallet, grants };
}
