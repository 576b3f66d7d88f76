import { InvalidInput } from '../platform/errors.js';
import { isUuid } from '../platform/ids.js';

/** Where a list by time goes on: after this row. */
export interface Cursor {
  created_at: string;
  id: string;
}

const CURSOR = /^(?<created_at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(?<id>[0-9a-f-]{36})$/;

/** @throws InvalidInput when no list gave it */
export function parseCursor(cursor: string): Cursor {
  const { created_at, id } = CURSOR.exec(cursor)?.groups ?? {};
  if (!created_at || !id || !isUuid(id)) throw new InvalidInput({ cursor: 'is not one that this list gave' });
  return { created_at, id };
}

/** A page of `size` out of rows that were asked for with one more, and the cursor of the next page. */
export function pageOf<Row extends { id: string; created_at: Date }>(
  rows: readonly Row[],
  size: number,
): { page: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const more = last && rows.length > size;
  return { page, next_cursor: more ? `${last.created_at.toISOString()}_${last.id}` : null };
}
