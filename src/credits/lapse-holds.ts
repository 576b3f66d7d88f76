import type { Db, Tx } from '../platform/db.js';
import { oneByOne } from '../platform/one-by-one.js';
import { openWallet } from './open-wallet.js';
import { releaseLapsed } from './release-lapsed.js';

/** Wallets looked up at a time. */
const BATCH_MAX = 500;

/**
 * Releases the holds that have lapsed; answers how many wallets had any. Balances are right without it: this keeps the
 * ledgers of wallets current that nobody touches. Safe to run again and several at once.
 */
export async function lapseHolds(db: Db): Promise<{ wallets: number }> {
  let wallets = 0;
  for (;;) {
    const due = await db.query<{ wallet_id: string }>(
      `SELECT DISTINCT wallet_id FROM holds WHERE status = 'open' AND expires_at <= app.now() LIMIT ${BATCH_MAX}`,
    );
    await oneByOne(due, ({ wallet_id }) => db.transaction((tx) => lapse(tx, wallet_id)));
    wallets += due.length;
    if (due.length < BATCH_MAX) return { wallets };
  }
}

/** A hold of a free service keeps nothing, and opening the wallet passes over it. */
async function lapse(tx: Tx, wallet_id: string): Promise<void> {
  await releaseLapsed(tx, await openWallet(tx, wallet_id));
}
