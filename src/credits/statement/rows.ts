import type { Queryable } from '../../platform/db.js';
import type { Reader } from '../explain/explanation.js';
import type { CreditType } from '../rules.js';
import type { StatementLine } from './line.js';

/** An entry with what its line is told from. */
export interface Row extends Omit<StatementLine, 'first_no' | 'last_no' | 'label' | 'parts'> {
  no: number;
  grant_id: string | null;
  grant_type: CreditType | null;
  service: string | null;
  quantity: number | null;
}

/**
 * Entries numbered between two numbers, both left out, in either order. Each spend is looked up by its key: joined as a
 * whole, a wallet with many would be hashed anew for every chunk.
 */
export function readRows(
  db: Queryable,
  of: {
    wallet_id: string;
    after: number;
    before: number;
    order: 'oldest' | 'newest';
    reader: Reader;
    limit: number;
  },
): Promise<Row[]> {
  const direction = of.order === 'oldest' ? 'ASC' : 'DESC';
  return db.query<Row>(
    `SELECT e.no, e.kind, e.amount, e.held, e.frozen, e.debt, e.available_after, e.grant_id, g.type AS grant_type,
            e.cause, e.cause_id, e.effective_at, s.name AS service, coalesce(p.quantity, h.quantity) AS quantity,
            CASE WHEN e.kind = 'grant' THEN pay.receipt_number END AS receipt_number,
            CASE WHEN $4 THEN u.name END AS operator, CASE WHEN $4 THEN e.reason END AS reason
     FROM (SELECT * FROM entries WHERE wallet_id = $1 AND no > $2 AND no < $3
           ORDER BY no ${direction} LIMIT $5) e
     LEFT JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
     LEFT JOIN payments pay ON pay.id = g.payment_id
     LEFT JOIN reversals r ON r.wallet_id = e.wallet_id AND r.id = CASE e.cause WHEN 'reversal' THEN e.cause_id::uuid END
     LEFT JOIN LATERAL (
       SELECT service_id, quantity FROM spends WHERE wallet_id = e.wallet_id
         AND id = CASE e.cause WHEN 'spend' THEN e.cause_id::uuid WHEN 'reversal' THEN r.spend_id END LIMIT 1) p ON true
     LEFT JOIN holds h ON h.wallet_id = e.wallet_id AND h.id = CASE e.cause WHEN 'hold' THEN e.cause_id::uuid END
     LEFT JOIN services s ON s.id = coalesce(p.service_id, h.service_id)
     LEFT JOIN users u ON u.id = e.operator_id
     ORDER BY e.no ${direction}`,
    [of.wallet_id, of.after, of.before, of.reader === 'operator', of.limit],
  );
}
