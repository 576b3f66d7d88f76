import { declineToOperators } from '../billing/index.js';
import type { Queryable } from '../platform/db.js';

/** One thing that happened to a customer. Amounts: credits in hundredths, money in minor units. */
export interface TimelineItem {
  readonly at: Date;
  readonly kind: 'payment' | 'declined' | 'refund' | 'credits' | 'usage' | 'mail' | 'message' | 'account';
  /** The row it tells of, as `kind:id`. */
  readonly key: string;
  readonly title: string;
  readonly detail: string | null;
  readonly by: string | null;
  readonly credits: number | null;
  readonly amount_minor: number | null;
  readonly currency: string | null;
  /** The operator's adjustment that it is part of, unless that was undone. */
  readonly adjustment_id: string | null;
}

const ITEMS_MAX = 60;
const SPENDS_LOOKED_AT = 1000;

/**
 * What happened to a customer, the newest first: payments, refunds, credits moved by operators or expiry, the day's
 * uses of each service in one line, mails, messages, sign-up. Each kind is read by its own index and bounded by itself.
 */
export async function timeline(db: Queryable, customer_id: string): Promise<TimelineItem[]> {
  const items = await db.query<TimelineItem>(
    `SELECT * FROM (${SOURCES.map((source) => `(${source})`).join(' UNION ALL ')}) items
     ORDER BY at DESC, key LIMIT ${ITEMS_MAX}`,
    [customer_id],
  );
  return items.map((item) =>
    item.kind === 'declined'
      ? { ...item, detail: declineToOperators(...(item.detail ?? '').split(' ')) }
      : item,
  );
}

/** Of one that was declined the detail is its codes, the one that says more first. */
const PAYMENTS = `
  SELECT created_at AS at, CASE status WHEN 'failed' THEN 'declined' ELSE 'payment' END AS kind, 'payment:' || id AS key,
         coalesce(nullif(description, ''), 'Payment') AS title,
         CASE status WHEN 'failed' THEN concat_ws(' ', decline_code, failure_code) ELSE receipt_number END AS detail,
         NULL AS by, NULL::bigint AS credits, amount_minor, currency, NULL AS adjustment_id
  FROM payments WHERE user_id = $1 ORDER BY created_at DESC LIMIT ${ITEMS_MAX}`;

const REFUNDS = `
  SELECT r.created_at, 'refund', 'refund:' || r.id, 'Refund of ' || coalesce(nullif(p.description, ''), 'a payment'),
         r.reason, u.name, NULL, r.amount_minor, r.currency, NULL
  FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN users u ON u.id = r.requested_by
  WHERE p.user_id = $1 AND r.status NOT IN ('failed', 'canceled') ORDER BY r.created_at DESC LIMIT ${ITEMS_MAX}`;

/** Entries of payments, refunds and spends are told by those themselves. */
const CREDITS = `
  SELECT e.effective_at, 'credits', 'entry:' || e.no,
         CASE WHEN e.kind = 'debt_write_off' THEN 'Debt written off'
              WHEN e.cause = 'operator' AND e.amount > 0 THEN 'Credits given'
              WHEN e.cause = 'operator' THEN 'Credits taken back'
              WHEN e.kind = 'expiry' THEN 'Credits expired'
              WHEN e.kind = 'reversal' OR e.cause = 'reversal' THEN 'Credits of a failed run given back'
              WHEN e.kind = 'conversion' OR e.cause = 'conversion' THEN 'Credits kept as pay-as-you-go'
              WHEN e.kind = 'debt_repayment' THEN 'Debt repaid'
              WHEN e.kind = 'freeze' THEN 'Credits frozen: their payment is disputed'
              WHEN e.kind = 'unfreeze' THEN 'Frozen credits free again'
              WHEN e.kind = 'return' THEN 'Credits taken: the dispute is lost'
              WHEN e.kind = 'debt' THEN 'Owed: the dispute is lost and its credits were used'
              WHEN e.cause = 'dispute' THEN 'Credits given back: the dispute is won'
              ELSE 'Credits moved' END,
         e.reason, u.name,
         CASE WHEN e.kind = 'return' THEN e.amount + e.frozen WHEN e.kind = 'unfreeze' THEN -e.frozen
              WHEN e.kind IN ('debt', 'debt_write_off') THEN -e.debt ELSE e.amount END,
         NULL, NULL,
         CASE WHEN e.cause = 'operator' AND e.kind IN ('grant', 'adjustment') AND e.operator_id IS NOT NULL
                   AND undo.key IS NULL THEN e.cause_id END
  FROM entries e LEFT JOIN users u ON u.id = e.operator_id
  LEFT JOIN idempotency_keys undo ON undo.wallet_id = e.wallet_id AND undo.key_owner = 'operators'
                                 AND undo.operation = 'adjustment_undo' AND undo.key = e.cause_id
  WHERE e.wallet_id = $1 AND e.cause NOT IN ('payment', 'invoice_line', 'refund', 'spend', 'hold')
  ORDER BY e.no DESC LIMIT ${ITEMS_MAX}`;

const USAGE = `
  SELECT max(s.created_at), 'usage', 'usage:' || v.slug || ':' || date_trunc('day', s.created_at, 'UTC'),
         v.name || CASE WHEN sum(s.quantity) = 1 THEN '' ELSE ', ' || sum(s.quantity) || ' runs' END,
         NULL, NULL, -sum(s.amount)::bigint, NULL, NULL, NULL
  FROM (SELECT * FROM spends WHERE wallet_id = $1 ORDER BY id DESC LIMIT ${SPENDS_LOOKED_AT}) s
  JOIN services v ON v.id = s.service_id
  GROUP BY v.slug, v.name, date_trunc('day', s.created_at, 'UTC')`;

const MAILS = `
  SELECT created_at, 'mail', 'mail:' || id, coalesce(subject, replace(template, '-', ' ')), CASE status WHEN 'failed' THEN error END,
         NULL, NULL, NULL, NULL, NULL
  FROM mails WHERE user_id = $1 ORDER BY created_at DESC LIMIT ${ITEMS_MAX}`;

const MESSAGES = `
  SELECT created_at, 'message', 'message:' || id, 'Wrote to us', body, NULL, NULL, NULL, NULL, NULL
  FROM contact_messages WHERE user_id = $1 ORDER BY created_at DESC LIMIT ${ITEMS_MAX}`;

const ACCOUNT = `
  SELECT created_at, 'account', 'user:' || id, 'Account opened', NULL, NULL, NULL, NULL, NULL, NULL
  FROM users WHERE id = $1`;

const SOURCES = [PAYMENTS, REFUNDS, CREDITS, USAGE, MAILS, MESSAGES, ACCOUNT] as const;
