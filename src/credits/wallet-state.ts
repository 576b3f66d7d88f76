import type { Queryable } from '../platform/db.js';
import { UnknownCustomer } from './errors.js';

/** What stands in the way of spending, and from which balance on (in hundredths) the owner wants to be warned. */
export interface WalletState {
  suspended: boolean;
  spending_frozen: boolean;
  low_balance_threshold: number | null;
}

/** @throws UnknownCustomer */
export async function walletState(db: Queryable, wallet_id: string): Promise<WalletState> {
  const state = await db.maybeOne<WalletState>(
    `SELECT coalesce(suspended_until > app.now(), false) AS suspended,
            coalesce(spending_frozen_until > app.now(), false) AS spending_frozen, low_balance_threshold
     FROM wallets WHERE id = $1`,
    [wallet_id],
  );
  if (!state) throw new UnknownCustomer();
  return state;
}
