const SEPARATOR = '~';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const POSITIVE = /^[1-9]\d{0,14}$/;
const TEXT = /^[\w.-]{1,255}$/;

/** One column of a primary key and the type of what it holds. */
export interface KeyColumn {
  readonly name: string;
  readonly type: 'uuid' | 'number' | 'string';
}

/** A record's id in addresses: its key columns joined, so that a composite key works like any other. */
export function formatKey(columns: readonly KeyColumn[], row: Readonly<Record<string, unknown>>): string {
  return columns.map((column) => String(row[column.name])).join(SEPARATOR);
}

/** The key columns that an id from an address names, or undefined when it cannot be the id of any record. */
export function parseKey(
  columns: readonly KeyColumn[],
  id: string,
): Record<string, string | number> | undefined {
  const parts = id.split(SEPARATOR);
  if (parts.length !== columns.length) return undefined;
  const key: Record<string, string | number> = {};
  for (const [index, column] of columns.entries()) {
    const part = parts[index] ?? '';
    if (!pattern(column.type).test(part)) return undefined;
    key[column.name] = column.type === 'number' ? Number(part) : part;
  }
  return key;
}

function pattern(type: KeyColumn['type']): RegExp {
  return type === 'uuid' ? UUID : type === 'number' ? POSITIVE : TEXT;
}
