import type { Tx } from '../platform/db.js';
import { AlreadyReversed, UnknownSpend } from './errors.js';
import { replayOr } from './idempotency.js';
import { bringIn } from './inflow.js';
import type { Arrival, OpenWallet, Parts } from './ledger.js';
import { openWallet } from './open-wallet.js';

export interface ReversalRequest {
  spend_id: string;
  /** Who says that the run failed: an API key's id, 'portal'. */
  requested_by: string;
  key_owner: string;
  key: string;
  reason?: string | undefined;
}

/** A reversal as its caller sees it; amounts in hundredths. */
export interface Reversal {
  id: string;
  spend: string;
  amount: number;
  balance: Parts;
  created_at: string;
}

/**
 * Gives the credits of a failed run back to the grants they came from, once per spend. What would return to an
 * expired grant is given as promotional credits for a week; a return of that grant's payment takes its share first.
 *
 * @throws UnknownSpend, AlreadyReversed (with another key), IdempotencyKeyReused
 */
export async function reverseSpend(
  tx: Tx,
  request: ReversalRequest,
): Promise<{ replayed: boolean; reversal: Reversal }> {
  const { spend_id, key_owner, key, reason } = request;
  const spend = await tx.maybeOne<Spent>('SELECT wallet_id, amount FROM spends WHERE id = $1', [spend_id]);
  if (!spend) throw new UnknownSpend();
  const wallet = await openWallet(tx, spend.wallet_id);
  const { replayed, answer } = await replayOr<Reversal>(
    tx,
    { wallet_id: wallet.id, key_owner, key, operation: 'reversal', body: { spend_id, reason } },
    () => giveBack(tx, wallet, { ...request, amount: spend.amount }),
  );
  return { replayed, reversal: answer };
}

interface Spent {
  wallet_id: string;
  amount: number;
}

async function giveBack(
  tx: Tx,
  wallet: OpenWallet,
  { spend_id, amount, requested_by, reason }: ReversalRequest & { amount: number },
): Promise<Reversal> {
  const inserted = await tx.maybeOne<{ id: string; created_at: Date }>(
    `INSERT INTO reversals (wallet_id, spend_id, amount, requested_by, reason, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (wallet_id, spend_id) DO NOTHING RETURNING id, created_at`,
    [wallet.id, spend_id, amount, requested_by, reason ?? null, wallet.at],
  );
  if (!inserted) throw new AlreadyReversed(spend_id);
  const arrivals = await tx.query<Arrival>(
    'SELECT grant_id, amount FROM allocations WHERE wallet_id = $1 AND spend_id = $2 ORDER BY entry_no',
    [wallet.id, spend_id],
  );
  const balance = await bringIn(tx, wallet, {
    arrivals,
    kind: 'reversal',
    cause: { cause: 'reversal', cause_id: inserted.id, reason },
  });
  return { id: inserted.id, spend: spend_id, amount, balance, created_at: inserted.created_at.toISOString() };
}
