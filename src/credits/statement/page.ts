import type { Db, Queryable } from '../../platform/db.js';
import type { Page } from '../entries.js';
import type { Reader } from '../explain/explanation.js';
import { settle } from '../settle.js';
import type { LineRange, StatementLine } from './line.js';
import { statementLines } from './lines.js';

const LINES_MAX = 200;
/** Above any number that an entry will ever have. */
const NO_END = 2 ** 50;

/** A page of a statement, newest first. Cursor: the number of its last line's first entry. */
export async function statementPage(
  db: Queryable,
  statement: LineRange,
  { limit = 20, cursor, reader }: { limit?: number; cursor?: string | undefined; reader?: Reader } = {},
): Promise<Page<StatementLine>> {
  const size = Math.min(limit, LINES_MAX);
  const before_no = cursor === undefined ? undefined : Number(cursor);
  const data: StatementLine[] = [];
  const lines = statementLines(db, statement, { order: 'newest', reader, before_no, chunk: size + 1 });
  for await (const line of lines) {
    if (data.length === size) return { data, next_cursor: String(data.at(-1)?.first_no) };
    data.push(line);
  }
  return { data, next_cursor: null };
}

/** What happened last, newest first. What is due is written down first. */
export async function latestLines(db: Db, wallet_id: string, limit: number): Promise<StatementLine[]> {
  await settle(db, wallet_id);
  return (await statementPage(db, { wallet_id, after_no: 0, last_no: NO_END }, { limit })).data;
}
