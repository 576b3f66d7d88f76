import type { Tx } from '../platform/db.js';
import { replayOr } from './idempotency.js';
import { type OpenWallet, post } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { PRIORITY } from './rules.js';

export interface ConversionRequest {
  wallet_id: string;
  grant_id: string;
  /** What made the plan change: a grant is converted once per cause. */
  cause_id: string;
}

/** The grant that carries on, and how much (hundredths) it was given; no grant where nothing was left. */
export interface Conversion {
  grant_id: string | null;
  amount: number;
}

/**
 * Makes what is left of a grant pay-as-you-go: an upgrade keeps what its customer has paid for. The old grant is
 * closed, the new one names it as its origin, so that a return of the old payment reaches it. What is held or frozen
 * stays with the old grant. Once per cause, whatever comes back to the old grant later.
 *
 * @throws UnknownCustomer
 */
export async function convertGrant(tx: Tx, request: ConversionRequest): Promise<Conversion> {
  const { wallet_id, grant_id, cause_id } = request;
  const wallet = await openWallet(tx, wallet_id);
  const { answer } = await replayOr<Conversion>(
    tx,
    {
      wallet_id,
      key_owner: 'billing',
      key: `${cause_id}:${grant_id}`,
      operation: 'conversion',
      body: { grant_id, cause_id },
    },
    () => convert(tx, wallet, request),
  );
  return answer;
}

async function convert(
  tx: Tx,
  wallet: OpenWallet,
  { grant_id, cause_id }: ConversionRequest,
): Promise<Conversion> {
  const converted = await tx.maybeOne<{ id: string; amount: number }>(
    `INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, source, source_id, origin_grant, created_at)
     SELECT wallet_id, 'pay_as_you_go', $3, remaining, 0, false, 'conversion', $4 || ':' || id, id, $5
     FROM grants WHERE wallet_id = $1 AND id = $2 AND open
     RETURNING id, amount`,
    [wallet.id, grant_id, PRIORITY.pay_as_you_go, cause_id, wallet.at],
  );
  if (!converted) return { grant_id: null, amount: 0 };
  const { id, amount } = converted;
  const cause = { cause: 'conversion', cause_id } as const;
  await post(tx, wallet, [
    { ...cause, grant_id, kind: 'conversion', amount: -amount },
    { ...cause, grant_id: id, kind: 'grant', amount },
  ]);
  return { grant_id: id, amount };
}
