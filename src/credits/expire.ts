import type { Db } from '../platform/db.js';
import { oneByOne } from '../platform/one-by-one.js';
import { openWallet } from './open-wallet.js';

/** Wallets looked up at a time. */
const BATCH_MAX = 500;

/**
 * Writes down the expiries that are due; answers how many wallets had any. Balances are right without it: this only
 * keeps the ledger's last page current for wallets that nobody touches. Safe to run again and several at once.
 */
export async function expireDue(db: Db): Promise<{ wallets: number }> {
  let wallets = 0;
  for (;;) {
    const due = await db.query<{ wallet_id: string }>(
      `SELECT DISTINCT wallet_id FROM grants WHERE open AND expires_at <= app.now() LIMIT ${BATCH_MAX}`,
    );
    await oneByOne(due, ({ wallet_id }) => db.transaction((tx) => openWallet(tx, wallet_id)));
    wallets += due.length;
    if (due.length < BATCH_MAX) return { wallets };
  }
}
