import type pg from 'pg';

/** Payments wait here until all are there: receipts are numbered in the order of registration, not of customers. */
export const STAGED_PAYMENTS = 'payments_of_crowd';

const ISSUED = `(registered_at + interval '20 seconds')`;
const YEAR = `date_part('year', ${ISSUED} AT TIME ZONE 'UTC')::int`;

/** Makes that place, until the transaction ends. */
export async function stagePayments(client: pg.Client): Promise<void> {
  await client.query(`CREATE TEMP TABLE ${STAGED_PAYMENTS} (LIKE payments) ON COMMIT DROP`);
}

/** Stores the payments that wait, with receipts: gapless per year of issue, after those that were issued before. */
export async function storePayments(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = 'payments'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => {
    if (name === 'receipt_number')
      return `'R-' || year || '-' || lpad(receipt_no::text, greatest(6, length(receipt_no::text)), '0')`;
    return name === 'receipt_issued_at' ? `CASE WHEN receipt_no IS NOT NULL THEN ${ISSUED} END` : name;
  });
  await client.query(`
    INSERT INTO payments (${names.join(', ')})
    SELECT ${values.join(', ')} FROM (
      SELECT p.*, p.year_of_issue AS year, CASE WHEN status = 'succeeded' THEN coalesce(c.last_no, 0)
               + row_number() OVER (PARTITION BY p.year_of_issue, status ORDER BY registered_at, id) END AS receipt_no
      FROM (SELECT *, ${YEAR} AS year_of_issue FROM ${STAGED_PAYMENTS}) p
      LEFT JOIN receipt_counters c ON c.year = p.year_of_issue) numbered
    ORDER BY registered_at, id`);
  await client.query(`
    INSERT INTO receipt_counters AS c (year, last_no)
    SELECT ${YEAR}, count(*) FROM ${STAGED_PAYMENTS} WHERE status = 'succeeded' GROUP BY 1
    ON CONFLICT (year) DO UPDATE SET last_no = c.last_no + excluded.last_no`);
}
