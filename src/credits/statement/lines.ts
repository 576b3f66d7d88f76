import type { Queryable } from '../../platform/db.js';
import type { Reader } from '../explain/explanation.js';
import { labelOf } from '../labels.js';
import type { LinePart, LineRange, StatementLine } from './line.js';
import { type Row, readRows } from './rows.js';

const CHUNK = 1_000;

/**
 * A statement's lines, oldest or newest first, read by key as they are taken: a year of them needs no more memory than
 * a page. `before_no` leaves out what is numbered from there on.
 */
export async function* statementLines(
  db: Queryable,
  { wallet_id, after_no, last_no }: LineRange,
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
      if (line && isSame(line, row)) line = joined(line, row);
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

function isSame(line: StatementLine, row: Row): boolean {
  return line.kind === row.kind && line.cause === row.cause && line.cause_id === row.cause_id;
}

function lineOf(row: Row): StatementLine {
  const { no, grant_id: _, grant_type: __, service, quantity, ...rest } = row;
  return {
    ...rest,
    first_no: no,
    last_no: no,
    label: labelOf(row, { service, quantity }),
    parts: partsOf(row),
  };
}

/** Rows come in either order: parts stand in that of the entries, and the balance is that after the last of them. */
function joined(line: StatementLine, row: Row): StatementLine {
  const isLater = row.no > line.last_no;
  return {
    ...line,
    first_no: Math.min(line.first_no, row.no),
    last_no: Math.max(line.last_no, row.no),
    amount: line.amount + row.amount,
    held: line.held + row.held,
    frozen: line.frozen + row.frozen,
    debt: line.debt + row.debt,
    available_after: isLater ? row.available_after : line.available_after,
    parts: isLater ? [...line.parts, ...partsOf(row)] : [...partsOf(row), ...line.parts],
  };
}

/** What a grant gave or got; for what only changes place within it, what can be spent of it. */
function partsOf({ grant_id, grant_type, amount, held, frozen }: Row): LinePart[] {
  if (!grant_id || !grant_type) return [];
  return [{ grant_id, type: grant_type, amount: amount + held + frozen || amount }];
}
