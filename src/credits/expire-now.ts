import type { Tx } from '../platform/db.js';
import { openWallet } from './open-wallet.js';

/**
 * Lets what is left of grants expire now, before their time; what is held of them expires when it is released.
 * @throws UnknownCustomer
 */
export async function expireNow(
  tx: Tx,
  { wallet_id, grant_ids }: { wallet_id: string; grant_ids: readonly string[] },
): Promise<void> {
  const { at } = await openWallet(tx, wallet_id);
  await tx.query(
    `UPDATE grants SET expires_at = $3 WHERE wallet_id = $1 AND id = ANY ($2) AND (expires_at IS NULL OR expires_at > $3)`,
    [wallet_id, grant_ids, at],
  );
  await tx.query('SELECT app.expire_lapsed($1, $2)', [wallet_id, at]);
}
