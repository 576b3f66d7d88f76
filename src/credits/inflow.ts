import type { Tx } from '../platform/db.js';
import { repayDebts } from './debts.js';
import {
  type Arrival,
  type Cause,
  type CauseType,
  type EntryKind,
  type GrantSource,
  type Movement,
  type OpenWallet,
  type Parts,
  post,
} from './ledger.js';
import { PRIORITY } from './rules.js';
import { settleShortfalls } from './shortfalls.js';

/** How long a customer may use what would have come back to an expired grant. */
export const COMEBACK_DAYS = 7;

/**
 * Brings credits in. In this order: returns of the payment behind a grant take what they still lack; what would
 * land in an expired grant becomes a promotional one for COMEBACK_DAYS; debt is repaid.
 * The caller has opened the wallet and inserted the row that the cause names. Answers the balance afterwards.
 */
export async function bringIn(
  tx: Tx,
  wallet: OpenWallet,
  { arrivals, kind, cause }: { arrivals: readonly Arrival[]; kind: EntryKind; cause: Cause },
): Promise<Parts> {
  const settled = await settleShortfalls(tx, wallet, { arrivals, kind, cause });
  const expired = await expiredGrants(tx, wallet, settled.left);
  const back = settled.left.filter(({ grant_id }) => !expired.has(grant_id));
  const fresh = await comebackGrants(
    tx,
    wallet,
    settled.left.filter(({ grant_id }) => expired.has(grant_id)),
    cause,
  );
  const repaid = wallet.debt > 0 ? await repayDebts(tx, wallet, [...back, ...fresh]) : [];
  const land = (arrival: Arrival, entry: EntryKind): Movement => ({ ...cause, ...arrival, kind: entry });
  return post(tx, wallet, [
    ...settled.movements,
    ...back.map((arrival) => land(arrival, kind)),
    ...fresh.map((arrival) => land(arrival, 'grant')),
    ...repaid,
  ]);
}

async function expiredGrants(tx: Tx, wallet: OpenWallet, arrivals: readonly Arrival[]): Promise<Set<string>> {
  const grants = await tx.query<{ id: string }>(
    'SELECT id FROM grants WHERE wallet_id = $1 AND id = ANY ($2) AND expires_at <= $3',
    [wallet.id, arrivals.map(({ grant_id }) => grant_id), wallet.at],
  );
  return new Set(grants.map(({ id }) => id));
}

const COMEBACK_SOURCE: Readonly<Partial<Record<CauseType, GrantSource>>> = {
  reversal: 'reversal',
  operator: 'operator',
};

/** Promotional grants that stand in for expired ones; they keep their origin, which returns follow. */
async function comebackGrants(
  tx: Tx,
  wallet: OpenWallet,
  arrivals: readonly Arrival[],
  { cause, cause_id, reason }: Cause,
): Promise<Arrival[]> {
  const fresh: Arrival[] = [];
  for (const { grant_id, amount } of arrivals) {
    const { id } = await tx.one<{ id: string }>(
      `INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, expires_at, source, source_id,
                           origin_grant, reason, created_at)
       VALUES ($1, 'promotional', $2, $3, 0, false, $4::timestamptz + $5 * interval '1 day', $6, $7, $8, $9, $4)
       RETURNING id`,
      [
        wallet.id,
        PRIORITY.promotional,
        amount,
        wallet.at,
        COMEBACK_DAYS,
        COMEBACK_SOURCE[cause] ?? 'release',
        `${cause_id}:${grant_id}`,
        grant_id,
        reason ?? null,
      ],
    );
    fresh.push({ grant_id: id, amount });
  }
  return fresh;
}
