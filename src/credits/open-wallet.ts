import type { Tx } from '../platform/db.js';
import { UnknownCustomer } from './errors.js';
import type { OpenWallet } from './ledger.js';
import { releaseLapsed } from './release-lapsed.js';

/**
 * Locks the wallet until the transaction ends, writes down what expired and releases holds that lapsed.
 * Every use case that moves credits begins here. @throws UnknownCustomer
 */
export async function openWallet(tx: Tx, wallet_id: string): Promise<OpenWallet> {
  const wallet = await tx.maybeOne<OpenWallet>(
    'SELECT id, at::text, available, held, frozen, debt FROM app.open_wallet($1)',
    [wallet_id],
  );
  if (!wallet) throw new UnknownCustomer();
  return wallet.held > 0 ? releaseLapsed(tx, wallet) : wallet;
}
