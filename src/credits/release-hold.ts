import type { Tx } from '../platform/db.js';
import { closeHold } from './close-hold.js';
import { type Hold, type Holder, readHold, requireOpen, walletOfHold } from './holds.js';
import { replayOr } from './idempotency.js';
import { openWallet } from './open-wallet.js';

export interface ReleaseRequest {
  hold_id: string;
  by: Holder;
  key_owner: string;
  key: string;
}

/**
 * Lets go of a hold: its credits return to the grants they came from, and expire at once where the grant has.
 * Returns of money that waited for them are settled first, then debt.
 *
 * @throws UnknownHold, HoldNotOpen, IdempotencyKeyReused
 */
export async function releaseHold(
  tx: Tx,
  request: ReleaseRequest,
): Promise<{ replayed: boolean; hold: Hold }> {
  const { hold_id, key_owner, key } = request;
  const wallet_id = await walletOfHold(tx, request);
  const wallet = await openWallet(tx, wallet_id);
  const { replayed, answer } = await replayOr<Hold>(
    tx,
    { wallet_id, key_owner, key, operation: 'release', body: { hold_id } },
    async () => {
      await requireOpen(tx, wallet, hold_id);
      await closeHold(tx, wallet, { hold_id, status: 'released' });
      return readHold(tx, { wallet_id, hold_id });
    },
  );
  return { replayed, hold: answer };
}
