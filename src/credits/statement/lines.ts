import type { Queryable } from '../../platform/db.js';
import type { Reader } from '../explain/explanation.js';
import { labelOf } from '../labels.js';
import type { CauseType, EntryKind } from '../ledger.js';
import type { CreditType } from '../rules.js';
import type { Statement } from './statement.js';

/** What one grant had to do with a line: signed hundredths of all its parts together. */
export interface LinePart {
  grant_id: string;
  type: CreditType;
  amount: number;
}

/**
 * One thing that happened, however many grants it moved: consecutive entries of one kind and cause. Signed hundredths;
 * `available_after` is the running balance.
 */
export interface StatementLine {
  first_no: number;
  last_no: number;
  kind: EntryKind;
  label: string;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  available_after: number;
  parts: LinePart[];
  cause: CauseType;
  cause_id: string;
  receipt_number: string | null;
  /** For operators only. */
  operator: string | null;
  reason: string | null;
  effective_at: Date;
}

const CHUNK = 1_000;

/**
 * A statement's lines, oldest or newest first, read by key as they are taken: a year of them needs no more memory than
 * a page. `before_no` leaves out what is numbered from there on.
 */
export async function* statementLines(
  db: Queryable,
  { wallet_id, after_no, last_no }: Statement,
  {
    order,
    reader = 'customer',
    before_no = last_no + 1,
    chunk = CHUNK,
  }: { order: 'oldest' | 'newest'; reader?: Reader; before_no?: number | undefined; chunk?: number },
): AsyncGenerator<StatementLine> {
  const range = { after: after_no, before: Math.min(before_no, last_no + 1) };
  let line: StatementLine | undefined;
  for (;;) {
    const rows = await readRows(db, { wallet_id, ...range, order, reader, limit: chunk });
    for (const row of rows) {
      if (line && isSame(line, row)) addTo(line, row);
      else {
        if (line) yield line;
        line = lineOf(row);
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < chunk) break;
    if (order === 'oldest') range.after = last.no;
    else range.before = last.no;
  }
  if (line) yield line;
}

interface Row extends Omit<StatementLine, 'first_no' | 'last_no' | 'label' | 'parts'> {
  no: number;
  grant_id: string | null;
  grant_type: CreditType | null;
  service: string | null;
  quantity: number | null;
}

function readRows(
  db: Queryable,
  of: { wallet_id: string; after: number; before: number; order: string; reader: Reader; limit: number },
): Promise<Row[]> {
  return db.query<Row>(
    `SELECT e.no, e.kind, e.amount, e.held, e.frozen, e.debt, e.available_after, e.grant_id, g.type AS grant_type,
            e.cause, e.cause_id, e.effective_at, s.name AS service, coalesce(p.quantity, h.quantity) AS quantity,
            CASE WHEN e.kind = 'grant' THEN pay.receipt_number END AS receipt_number,
            CASE WHEN $4 THEN u.name END AS operator, CASE WHEN $4 THEN e.reason END AS reason
     FROM (SELECT * FROM entries WHERE wallet_id = $1 AND no > $2 AND no < $3
           ORDER BY no ${of.order === 'oldest' ? 'ASC' : 'DESC'} LIMIT $5) e
     LEFT JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
     LEFT JOIN payments pay ON pay.id = g.payment_id
     LEFT JOIN reversals r ON r.wallet_id = e.wallet_id AND r.id = CASE e.cause WHEN 'reversal' THEN e.cause_id::uuid END
     LEFT JOIN spends p ON p.wallet_id = e.wallet_id
                       AND p.id = CASE e.cause WHEN 'spend' THEN e.cause_id::uuid WHEN 'reversal' THEN r.spend_id END
     LEFT JOIN holds h ON h.wallet_id = e.wallet_id AND h.id = CASE e.cause WHEN 'hold' THEN e.cause_id::uuid END
     LEFT JOIN services s ON s.id = coalesce(p.service_id, h.service_id)
     LEFT JOIN users u ON u.id = e.operator_id
     ORDER BY e.no ${of.order === 'oldest' ? 'ASC' : 'DESC'}`,
    [of.wallet_id, of.after, of.before, of.reader === 'operator', of.limit],
  );
}

function isSame(line: StatementLine, row: Row): boolean {
  return line.kind === row.kind && line.cause === row.cause && line.cause_id === row.cause_id;
}

function lineOf({ no, grant_id, grant_type, service, quantity, ...row }: Row): StatementLine {
  const line = { ...row, first_no: no, last_no: no, label: labelOf(row, { service, quantity }), parts: [] };
  return withPart(line, { grant_id, grant_type, moved: row });
}

/** Rows come in either order: the balance after the line is that of its highest number. */
function addTo(line: StatementLine, row: Row): void {
  if (row.no > line.last_no) line.available_after = row.available_after;
  line.first_no = Math.min(line.first_no, row.no);
  line.last_no = Math.max(line.last_no, row.no);
  for (const part of ['amount', 'held', 'frozen', 'debt'] as const) line[part] += row[part];
  withPart(line, { ...row, moved: row });
}

function withPart(
  line: StatementLine,
  {
    grant_id,
    grant_type,
    moved,
  }: Pick<Row, 'grant_id' | 'grant_type'> & { moved: Pick<Row, 'amount' | 'held' | 'frozen'> },
): StatementLine {
  const net = moved.amount + moved.held + moved.frozen;
  const amount = net === 0 ? moved.amount : net;
  if (grant_id && grant_type) line.parts.push({ grant_id, type: grant_type, amount });
  return line;
}
