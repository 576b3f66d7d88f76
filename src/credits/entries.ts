import type { Queryable } from '../platform/db.js';
import { labelOf } from './labels.js';
import type { CauseType, EntryKind } from './ledger.js';
import type { CreditType } from './rules.js';

/** One line of the statement. Amounts are signed hundredths; `available_after` is the running balance. */
export interface Entry {
  no: number;
  kind: EntryKind;
  /** In plain words, for customers and support alike. */
  label: string;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  available_after: number;
  grant_id: string | null;
  grant_type: CreditType | null;
  cause: CauseType;
  cause_id: string;
  /** When it counts from: an expiry is written later than it happens. */
  effective_at: Date;
  created_at: Date;
}

/** A page of a list. `next_cursor` is null on the last one. */
export interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

export const PAGE_MAX = 200;
/** An entry's number is a bigint. */
const ABOVE_ALL = '9223372036854775807';

/** A wallet's entries, newest first, by key: page 1,000 costs what page 1 does. Cursor: the last entry's number. */
export async function listEntries(
  db: Queryable,
  wallet_id: string,
  { limit = 20, cursor }: { limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<Page<Entry>> {
  const size = Math.min(limit, PAGE_MAX);
  const rows = await db.query<Omit<Entry, 'label'> & { service: string | null; quantity: number | null }>(
    `SELECT e.no, e.kind, e.amount, e.held, e.frozen, e.debt, e.available_after, e.grant_id, g.type AS grant_type,
            e.cause, e.cause_id, e.effective_at, e.created_at, s.name AS service, p.quantity
     FROM entries e
     LEFT JOIN grants g ON g.wallet_id = e.wallet_id AND g.id = e.grant_id
     LEFT JOIN spends p ON p.wallet_id = e.wallet_id AND p.id = CASE e.cause WHEN 'spend' THEN e.cause_id::uuid END
     LEFT JOIN services s ON s.id = p.service_id
     WHERE e.wallet_id = $1 AND e.no < $2
     ORDER BY e.no DESC LIMIT $3`,
    [wallet_id, cursor ?? ABOVE_ALL, size + 1],
    { name: 'entries' },
  );
  const page = rows.slice(0, size);
  return {
    data: page.map(({ service, quantity, ...entry }) => ({
      ...entry,
      label: labelOf(entry, { service, quantity }),
    })),
    next_cursor: rows.length > size ? String(page.at(-1)?.no) : null,
  };
}
