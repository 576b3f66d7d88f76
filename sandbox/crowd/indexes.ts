import type pg from 'pg';

/** A statement that takes something away, and the one that brings it back as it was. */
type Undoable = { drop: string; create: string };

/**
 * Takes away the indexes, keys and foreign keys of tables, for a load that would have to maintain them row by row.
 * Answers how to bring all of them back; PostgreSQL then checks every row against them. Begin a transaction first:
 * nobody else sees the tables without.
 */
export async function takeIndexesAway(
  client: pg.Client,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const foreignKeys = await foreignKeysOf(client, tables);
  const indexes = await indexesOf(client, tables);
  for (const { drop } of [...foreignKeys, ...indexes]) await client.query(drop);
  return async () => {
    for (const { create } of [...indexes, ...foreignKeys]) await client.query(create);
  };
}

/** Of these tables, and of others to these tables. */
async function foreignKeysOf(client: pg.Client, tables: readonly string[]): Promise<Undoable[]> {
  const { rows } = await client.query<Undoable>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS create
     FROM pg_constraint
     WHERE contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[])) ORDER BY oid`,
    [tables],
  );
  return rows;
}

/** Primary and unique keys by their constraint, other indexes by themselves. */
async function indexesOf(client: pg.Client, tables: readonly string[]): Promise<Undoable[]> {
  const { rows } = await client.query<Undoable>(
    `SELECT CASE WHEN c.oid IS NULL THEN format('DROP INDEX %s', i.indexrelid::regclass)
                 ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', i.indrelid::regclass, c.conname) END AS drop,
            CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
                 ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) END AS create
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
     WHERE i.indrelid = ANY ($1::regclass[]) ORDER BY i.indexrelid`,
    [tables],
  );
  return rows;
}
