import type { Db } from '../platform/db.js';
import { openWallet } from './open-wallet.js';

/**
 * Writes down what expired or lapsed in a wallet since its last change, if anything did: whoever lists its entries
 * next sees all of them. The job does the same for wallets that nobody looks at. @throws UnknownCustomer
 */
export async function settle(db: Db, wallet_id: string): Promise<void> {
  const { due } = await db.one<{ due: boolean }>(
    `SELECT EXISTS (SELECT FROM grants WHERE wallet_id = $1 AND open AND expires_at <= app.now())
         OR EXISTS (SELECT FROM holds WHERE wallet_id = $1 AND status = 'open' AND expires_at <= app.now()) AS due`,
    [wallet_id],
  );
  if (due) await db.transaction((tx) => openWallet(tx, wallet_id));
}
