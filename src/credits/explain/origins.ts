import type { Queryable } from '../../platform/db.js';
import type { CauseType } from '../ledger.js';
import type { MoneyReference, Origin, Reader } from './explanation.js';

type Row = Omit<Origin, 'act'> & { id: string; operator: string | null; reason: string | null };

/** Where grants came from, by their ids. */
export async function readOrigins(
  db: Queryable,
  { wallet_id, ids, reader }: { wallet_id: string; ids: readonly string[]; reader: Reader },
): Promise<Map<string, Origin>> {
  const rows = await db.query<Row>(
    `SELECT g.id, g.source, g.source_id, g.origin_grant, i.number AS invoice_number, v.name AS service,
            CASE WHEN p.id IS NOT NULL THEN jsonb_build_object(
              'id', p.id, 'description', p.description, 'receipt_number', p.receipt_number,
              'stripe_charge_id', p.stripe_charge_id, 'stripe_payment_intent_id', p.stripe_payment_intent_id,
              'stripe_invoice_id', p.stripe_invoice_id, 'amount_minor', p.amount_minor, 'currency', p.currency)
            END AS payment,
            CASE WHEN $3 THEN u.name END AS operator, CASE WHEN $3 THEN g.reason END AS reason
     FROM grants g
     LEFT JOIN payments p ON p.id = g.payment_id
     LEFT JOIN invoices i ON i.stripe_id = coalesce(p.stripe_invoice_id, split_part(g.source_id, ':', 1))
     LEFT JOIN users u ON u.id = g.granted_by
     LEFT JOIN reversals r ON r.wallet_id = g.wallet_id
                          AND r.id = CASE g.source WHEN 'reversal' THEN split_part(g.source_id, ':', 1)::uuid END
     LEFT JOIN spends s ON s.wallet_id = r.wallet_id AND s.id = r.spend_id
     LEFT JOIN services v ON v.id = s.service_id
     WHERE g.wallet_id = $1 AND g.id = ANY ($2)`,
    [wallet_id, ids, reader === 'operator'],
  );
  return new Map(
    rows.map(({ id, operator, reason, ...origin }) => [
      id,
      { ...origin, act: operator || reason ? { operator, reason } : null },
    ]),
  );
}

/** The refunds and disputes that movements name, by "cause id". */
export async function readReferences(
  db: Queryable,
  causes: readonly { cause: CauseType; cause_id: string | null }[],
): Promise<Map<string, MoneyReference>> {
  const idsOf = (wanted: CauseType) =>
    causes.flatMap(({ cause, cause_id }) => (cause === wanted && cause_id ? [cause_id] : []));
  const rows = await db.query<MoneyReference & { cause: CauseType; id: string }>(
    `SELECT m.*, p.receipt_number FROM (
       SELECT 'refund' AS cause, id, payment_id, stripe_id, amount_minor, currency FROM refunds WHERE id::text = ANY ($1)
       UNION ALL
       SELECT 'dispute', id, payment_id, stripe_id, amount_minor, currency FROM disputes WHERE id::text = ANY ($2)) m
     JOIN payments p ON p.id = m.payment_id`,
    [idsOf('refund'), idsOf('dispute')],
  );
  return new Map(rows.map(({ cause, id, ...reference }) => [`${cause} ${id}`, reference]));
}
