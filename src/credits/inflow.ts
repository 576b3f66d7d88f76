import type { Tx } from '../platform/db.js';
import { type Inflow, land } from './arrival.js';
import { comebackGrants } from './comeback.js';
import { repayDebts } from './debts.js';
import { type Arrival, type Movement, type OpenWallet, type Parts, post } from './ledger.js';
import { settleShortfalls } from './shortfalls.js';

/**
 * Brings credits in. In this order: returns of the payment behind a grant take what they still lack; what would
 * land in an expired grant becomes a promotional one for COMEBACK_DAYS, or expires with it where it was only held;
 * debt is repaid. The caller has opened the wallet and inserted the row that the cause names. Answers the balance
 * afterwards.
 */
export async function bringIn(tx: Tx, wallet: OpenWallet, inflow: Inflow): Promise<Parts> {
  const settled = await settleShortfalls(tx, wallet, inflow);
  const expired = await expiredGrants(tx, wallet, settled.left);
  const back = settled.left.filter(({ grant_id }) => !expired.has(grant_id));
  const late = settled.left.filter(({ grant_id }) => expired.has(grant_id));
  const fresh = inflow.out_of === 'held' ? [] : await comebackGrants(tx, wallet, late, inflow.cause);
  const repaid = wallet.debt > 0 ? await repayDebts(tx, wallet, [...back, ...fresh]) : [];
  return post(tx, wallet, [
    ...settled.movements,
    ...back.map((arrival) => land(arrival, inflow)),
    ...late.flatMap((arrival) => tooLate(arrival, inflow)),
    ...fresh.map((arrival) => land(arrival, { kind: 'grant', cause: inflow.cause })),
    ...repaid,
  ]);
}

async function expiredGrants(tx: Tx, wallet: OpenWallet, arrivals: readonly Arrival[]): Promise<Set<string>> {
  if (arrivals.length === 0) return new Set();
  const grants = await tx.query<{ id: string }>(
    'SELECT id FROM grants WHERE wallet_id = $1 AND id = ANY ($2) AND expires_at <= $3',
    [wallet.id, arrivals.map(({ grant_id }) => grant_id), wallet.at],
  );
  return new Set(grants.map(({ id }) => id));
}

/** What an expired grant itself is told: held credits outlived it and expire now, frozen ones only leave it. */
function tooLate(arrival: Arrival, inflow: Inflow): Movement[] {
  const { grant_id, amount } = arrival;
  switch (inflow.out_of) {
    case 'held':
      return [
        land(arrival, inflow),
        { grant_id, kind: 'expiry', amount: -amount, cause: 'expiry', cause_id: grant_id },
      ];
    case 'frozen':
      return [{ ...inflow.cause, grant_id, kind: inflow.kind, frozen: -amount }];
    default:
      return [];
  }
}
