import type { Tx } from '../platform/db.js';
import { closeHold } from './close-hold.js';
import type { OpenWallet, Parts } from './ledger.js';

/**
 * Releases what a wallet's lapsed holds kept, each as of the instant it lapsed, however late that is written: a part
 * whose grant was alive then repays debt, and expires when its grant did. Answers the wallet as it is now.
 */
export async function releaseLapsed(tx: Tx, wallet: OpenWallet): Promise<OpenWallet> {
  const lapsed = await tx.query<{ id: string; lapsed_at: string }>(
    `SELECT id, expires_at::text AS lapsed_at FROM holds
     WHERE wallet_id = $1 AND status = 'open' AND expires_at <= $2 ORDER BY expires_at, id`,
    [wallet.id, wallet.at],
  );
  if (lapsed.length === 0) return wallet;
  let parts: Parts = wallet;
  for (const { id, lapsed_at } of lapsed) {
    parts = await closeHold(tx, { ...wallet, ...parts, at: lapsed_at }, { hold_id: id, status: 'lapsed' });
  }
  await tx.query('SELECT app.expire_lapsed($1, $2)', [wallet.id, wallet.at]);
  const after = await tx.one<Parts>('SELECT available, held, frozen, debt FROM wallets WHERE id = $1', [
    wallet.id,
  ]);
  return { ...wallet, ...after };
}
