import type { Tx } from '../platform/db.js';
import type { Arrival, Cause, CauseType, GrantSource, OpenWallet } from './ledger.js';
import { PRIORITY } from './rules.js';

/** How long a customer may use what would have come back to an expired grant. */
export const COMEBACK_DAYS = 7;

const SOURCES: Readonly<Partial<Record<CauseType, GrantSource>>> = {
  reversal: 'reversal',
  operator: 'operator',
  dispute: 'dispute',
};

/**
 * Empty promotional grants that stand in for expired ones; they keep their origin, which returns follow. A dispute
 * may let go of the same grant more than once: its stand-ins are counted.
 */
export async function comebackGrants(
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
       SELECT $1, 'promotional', $2, $3, 0, false, $4::timestamptz + $5 * interval '1 day', $6::app.grant_source,
              $7 || ':' || $8::uuid || ':' || count(*), $8, $9, $4
       FROM grants WHERE wallet_id = $1 AND source = $6::app.grant_source AND origin_grant = $8
       RETURNING id`,
      [
        wallet.id,
        PRIORITY.promotional,
        amount,
        wallet.at,
        COMEBACK_DAYS,
        SOURCES[cause] ?? 'release',
        cause_id,
        grant_id,
        reason ?? null,
      ],
    );
    fresh.push({ grant_id: id, amount });
  }
  return fresh;
}
