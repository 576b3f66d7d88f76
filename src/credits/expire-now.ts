import type { Tx } from '../platform/db.js';
import { openWallet } from './open-wallet.js';

/**
 * Lets what is left of grants expire now, before their time; what is held of them expires when it is released.
 *
 * @returns how much expired, in hundredths
 * @throws UnknownCustomer
 */
export async function expireNow(
  tx: Tx,
  { wallet_id, grant_ids }: { wallet_id: string; grant_ids: readonly string[] },
): Promise<number> {
  const { at } = await openWallet(tx, wallet_id);
  const { expired } = await tx.one<{ expired: number }>(
    'SELECT coalesce(sum(remaining), 0) AS expired FROM grants WHERE wallet_id = $1 AND id = ANY ($2) AND open',
    [wallet_id, grant_ids],
  );
  await tx.query(
    `UPDATE grants SET expires_at = $3 WHERE wallet_id = $1 AND id = ANY ($2) AND (expires_at IS NULL OR expires_at > $3)`,
    [wallet_id, grant_ids, at],
  );
  await tx.query('SELECT app.expire_lapsed($1, $2)', [wallet_id, at]);
  return expired;
}
