import type { Queryable } from '../../platform/db.js';
import type { CauseType, EntryKind } from '../ledger.js';
import type { OperatorsAct, Reader } from './explanation.js';

/** What the entries of one grant that one thing caused sum to. Without a grant it is about debt alone. */
export interface Flow {
  grant_id: string | null;
  kind: EntryKind;
  cause: CauseType;
  cause_id: string | null;
  service: string | null;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  times: number;
  at: Date;
  act: OperatorsAct | null;
}

/**
 * A wallet's entries that counted by `at`, summed where they are: a row per grant and service, not per spend. What
 * refunds, disputes and operators moved is told apart by its cause; uses, expiries and holds are not.
 */
export async function readFlows(
  db: Queryable,
  { wallet_id, at, reader }: { wallet_id: string; at: string; reader: Reader },
): Promise<Flow[]> {
  const rows = await db.query<Omit<Flow, 'act'> & OperatorsAct>(
    `WITH flows AS (${USES} UNION ALL ${OTHERS})
     SELECT f.grant_id, f.kind, f.cause, f.cause_id, v.name AS service, f.amount, f.held, f.frozen, f.debt, f.times, f.at,
            CASE WHEN $3 THEN u.name END AS operator, CASE WHEN $3 THEN f.reason END AS reason
     FROM flows f LEFT JOIN services v ON v.id = f.service_id LEFT JOIN users u ON u.id = f.operator_id::uuid`,
    [wallet_id, at, reader === 'operator'],
  );
  return rows.map(({ operator, reason, ...flow }) => ({
    ...flow,
    act: operator || reason ? { operator, reason } : null,
  }));
}

const SUMS = `sum(e.amount) AS amount, sum(e.held) AS held, sum(e.frozen) AS frozen, sum(e.debt) AS debt,
              count(*) AS times, max(e.effective_at) AS at`;

/** By far the most entries: grouped by two ids alone, so that PostgreSQL needs no sort. */
const USES = `
  SELECT e.grant_id, 'spend' AS kind, 'spend' AS cause, NULL AS cause_id, s.service_id, ${SUMS},
         NULL AS operator_id, NULL AS reason
  FROM entries e
  JOIN spends s ON s.wallet_id = e.wallet_id
               AND s.id = CASE WHEN e.kind IN ('spend', 'capture') THEN e.cause_id::uuid END
  WHERE e.wallet_id = $1 AND e.effective_at <= $2 AND e.kind IN ('spend', 'capture')
  GROUP BY e.grant_id, s.service_id`;

/** Of what many causes are summed in, nobody's reason is that of all. */
const TOLD_APART = `e.cause IN ('refund', 'dispute', 'operator')`;

const OTHERS = `
  SELECT e.grant_id, e.kind, e.cause, CASE WHEN ${TOLD_APART} THEN e.cause_id END, s.service_id, ${SUMS},
         CASE WHEN ${TOLD_APART} THEN max(e.operator_id::text) END, CASE WHEN ${TOLD_APART} THEN max(e.reason) END
  FROM entries e
  LEFT JOIN reversals r ON r.wallet_id = e.wallet_id AND r.id = CASE e.cause WHEN 'reversal' THEN e.cause_id::uuid END
  LEFT JOIN spends s ON s.wallet_id = r.wallet_id AND s.id = r.spend_id
  WHERE e.wallet_id = $1 AND e.effective_at <= $2 AND e.kind NOT IN ('spend', 'capture')
  GROUP BY 1, 2, 3, 4, 5`;
