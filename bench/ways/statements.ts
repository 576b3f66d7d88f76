import { createHash } from 'node:crypto';
import type { Tx } from '../../src/platform/db.js';
import { SERVICE } from '../wallets.js';
import { type Charge, spendsOf, type Way } from './way.js';

/** The same rows as app.spend writes, by hand: a transaction of a statement for each step. */
export const statements: Way = {
  name: 'several statements',
  open: (db) => ({ charge: (charge) => db.transaction((tx) => chargeIn(tx, charge)) }),
  written: spendsOf,
};

type Wallet = {
  id: string;
  last_entry_no: number;
  available: number;
  held: number;
  frozen: number;
  debt: number;
};
/** `at` is PostgreSQL's text: a Date would lose microseconds. */
type Run = { id: string; at: string };

async function chargeIn(tx: Tx, { wallet_id, caller, key }: Parameters<Charge>[0]): Promise<void> {
  const wallet = await tx.one<Wallet>('SELECT * FROM wallets WHERE id = $1 FOR NO KEY UPDATE', [wallet_id]);
  const earlier = await tx.maybeOne(
    'SELECT id FROM spends WHERE wallet_id = $1 AND key_owner = $2 AND idempotency_key = $3',
    [wallet_id, caller, key],
  );
  if (earlier) return;
  const service = await tx.one<{ id: string; cost: number }>(
    'SELECT id, cost FROM services WHERE slug = $1',
    [SERVICE],
  );
  if (service.cost > wallet.available) throw new Error('insufficient credits');
  const run = await tx.one<Run>('SELECT uuidv7() AS id, app.now()::text AS at');
  const { last_no, available } = await payFrom(tx, wallet, { ...run, cost: service.cost });
  await tx.query('UPDATE wallets SET last_entry_no = $2, available = $3 WHERE id = $1', [
    wallet_id,
    last_no,
    available,
  ]);
  const { held, frozen, debt, last_entry_no } = wallet;
  const balance_after = { available, held, frozen, debt };
  await tx.query(
    `INSERT INTO spends (wallet_id, id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash,
                         first_entry_no, last_entry_no, balance_after, created_at)
     VALUES ($1, $2, $3, 1, $4, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      wallet_id,
      run.id,
      service.id,
      service.cost,
      caller,
      key,
      BODY_HASH,
      last_entry_no + 1,
      last_no,
      balance_after,
      run.at,
    ],
  );
}

/** Takes the cost from the open grants in the order of spending, an entry for each. */
async function payFrom(tx: Tx, wallet: Wallet, { id, at, cost }: Run & { cost: number }) {
  const open = await tx.query<{ id: string; remaining: number }>(
    `SELECT id, remaining FROM grants WHERE wallet_id = $1 AND open AND (expires_at IS NULL OR expires_at > $2)
     ORDER BY priority, expires_at, created_at, id`,
    [wallet.id, at],
  );
  let { last_entry_no: last_no, available } = wallet;
  let unpaid = cost;
  for (const grant of open) {
    if (unpaid === 0) break;
    const part = Math.min(grant.remaining, unpaid);
    unpaid -= part;
    available -= part;
    last_no += 1;
    await tx.query(
      'UPDATE grants SET remaining = remaining - $3, open = remaining > $3 WHERE wallet_id = $1 AND id = $2',
      [wallet.id, grant.id, part],
    );
    await tx.query(
      `INSERT INTO entries (wallet_id, no, grant_id, kind, amount, available_after, cause, cause_id, effective_at, created_at)
       VALUES ($1, $2, $3, 'spend', $4, $5, 'spend', $6, $7, $7)`,
      [wallet.id, last_no, grant.id, -part, available, id, at],
    );
  }
  return { last_no, available };
}

const BODY_HASH = createHash('sha256').update(SERVICE).digest();
