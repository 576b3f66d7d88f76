import type { Queryable, Tx } from '../platform/db.js';
import { bringIn } from './inflow.js';
import type { OpenWallet, Parts } from './ledger.js';
import type { Allocation } from './rules.js';

/** Gives all that a hold kept back to its grants and ends it. Answers the balance afterwards. */
export async function closeHold(
  tx: Tx,
  wallet: OpenWallet,
  { hold_id, status }: { hold_id: string; status: 'released' | 'lapsed' },
): Promise<Parts> {
  await tx.query('UPDATE holds SET status = $3, closed_at = $4 WHERE wallet_id = $1 AND id = $2', [
    wallet.id,
    hold_id,
    status,
    wallet.at,
  ]);
  return letGo(tx, wallet, { hold_id, parts: await heldParts(tx, { wallet_id: wallet.id, hold_id }) });
}

/** Brings held credits back to the grants they were taken from. Answers the balance afterwards. */
export function letGo(
  tx: Tx,
  wallet: OpenWallet,
  { hold_id, parts }: { hold_id: string; parts: readonly Allocation[] },
): Promise<Parts> {
  return bringIn(tx, wallet, {
    arrivals: parts.map(({ grant, amount }) => ({ grant_id: grant, amount })),
    kind: 'release',
    cause: { cause: 'hold', cause_id: hold_id },
    out_of: 'held',
  });
}

/** What a hold took from which grants, in the order of spending. */
export function heldParts(
  db: Queryable,
  { wallet_id, hold_id }: { wallet_id: string; hold_id: string },
): Promise<Allocation[]> {
  return db.query<Allocation>(
    `SELECT g.id AS grant, g.type, p.amount
     FROM hold_parts p JOIN grants g ON g.wallet_id = p.wallet_id AND g.id = p.grant_id
     WHERE p.wallet_id = $1 AND p.hold_id = $2
     ORDER BY g.priority, g.expires_at, g.created_at, g.id`,
    [wallet_id, hold_id],
  );
}
