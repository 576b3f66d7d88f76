import pg from 'pg';
import { createTables, openPool } from '../stripe/database.js';
import { writeObjects } from '../stripe/store.js';
import type { Book, Table } from './book.js';
import type { Row } from './rows.js';

/** Rows a statement: large enough to be fast, small enough for memory. */
const BATCH = 2000;

/** Parents before children. */
const ORDER: readonly Table[] = [
  'users',
  'wallets',
  'services',
  'products',
  'prices',
  'credit_amount_versions',
  'stripe_operations',
  'payment_methods',
  'subscriptions',
  'invoices',
  'payments',
  'receipt_counters',
  'refunds',
  'disputes',
  'returns',
  'debts',
  'grants',
  'entries',
  'spends',
  'reversals',
  'stripe_events',
  'event_sweeps',
  'stripe_objects',
  'mails',
  'notes',
  'contact_messages',
  'overrides',
  'audit_entries',
];

/** Writes QuickScale's side in one transaction. @throws Error when the database has users already */
export async function loadQuickScale(ownerUrl: string, book: Book): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query('SELECT FROM users LIMIT 1');
    if (rowCount) throw new Error('This database is in use: a history is for an empty one.');
    for (const table of ORDER) await insertAll(client, table, book.rows(table));
    // The spends have ids of their own time, which may lie below the mark up to which a worker has counted.
    await client.query('SELECT app.recount_metrics()');
    await client.query('COMMIT');
    await client.query(`ANALYZE ${ORDER.join(', ')}`);
  } finally {
    await client.end();
  }
}

/** Columns that a row does not name get their default; all rows of a table name the same ones. */
async function insertAll(client: pg.Client, table: Table, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  for (let start = 0; start < rows.length; start += BATCH) {
    await client.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(rows.slice(start, start + BATCH))],
    );
  }
}

/**
 * What will happen at Stripe by itself: sessions that nobody pays expire, plans renew or end, declined renewals are tried
 * again, and time runs out on disputes; one that is still open past that time waits for the bank.
 */
const TIMERS = `
  INSERT INTO timers (due, kind, object)
  SELECT due::bigint, kind, id FROM (
    SELECT doc ->> 'expires_at' AS due, 'checkout.expire' AS kind, id FROM objects
    WHERE type = 'checkout.session' AND doc ->> 'status' = 'open'
    UNION ALL
    SELECT doc #>> '{items,data,0,current_period_end}', 'subscription.period', id FROM objects
    WHERE type = 'subscription' AND doc ->> 'status' IN ('active', 'past_due')
    UNION ALL
    SELECT doc ->> 'next_payment_attempt', 'invoice.retry', id FROM objects
    WHERE type = 'invoice' AND doc ->> 'status' = 'open'
    UNION ALL
    SELECT doc #>> '{evidence_details,due_by}', 'dispute.evidence_due', id FROM objects
    WHERE type = 'dispute' AND doc ->> 'status' IN ('needs_response', 'warning_needs_response')
      AND (doc #>> '{evidence_details,due_by}')::bigint > (SELECT max((doc ->> 'created')::bigint) FROM objects)) AS coming
  WHERE due IS NOT NULL ORDER BY due::bigint, id`;

/** Writes Stripe's side, with what is still to come. */
export async function loadStripe(databaseUrl: string, book: Book): Promise<void> {
  const pool = openPool(databaseUrl);
  try {
    await createTables(pool);
    const objects = [...book.objects.values()].sort((a, b) => a.doc.created - b.doc.created);
    await writeObjects(pool, objects);
    await pool.query(TIMERS);
    await pool.query('ANALYZE objects');
  } finally {
    await pool.end();
  }
}
