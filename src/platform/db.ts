import pg from 'pg';

const INT8 = 20;
const NUMERIC = 1700;

/** int8 (and sums of it, which are numeric) as numbers: minor units and hundredths of credits stay far below 2^53. */
function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`);
  return value;
}

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return oid === INT8 || oid === NUMERIC ? toSafeInteger : pg.types.getTypeParser(oid, format as 'text');
  },
};

/** Whatever can run a statement: the pool outside a transaction, or one transaction. */
export interface Queryable {
  /** All rows. */
  query<Row>(sql: string, values?: readonly unknown[], options?: StatementOptions): Promise<Row[]>;
  /** Exactly one row; throws when there are none or several. */
  one<Row>(sql: string, values?: readonly unknown[], options?: StatementOptions): Promise<Row>;
  /** The only row or undefined; throws when there are several. */
  maybeOne<Row>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<Row | undefined>;
}

export interface StatementOptions {
  /** Each connection parses and plans it once, under this name: for the few statements that run all the time. */
  name?: string;
}

/** One open transaction. Use cases take it as their first argument. */
export interface Tx extends Queryable {
  readonly inTransaction: true;
}

export interface Db extends Queryable {
  /** Runs `work` in one READ COMMITTED transaction; rolls back when it throws. Retries on deadlock and serialisation failure. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For libraries that want node-postgres itself (sessions, rate limits). */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const RETRYABLE = new Set(['40001', '40P01']);
const RETRIES_MAX = 3;

/**
 * A transaction that says nothing for this long ends, and its locks with it: the process may stand still, and
 * whoever waits for the wallet that it locked must not. Longer than a mail server is waited for.
 */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** A new connection plans every statement anew and meets every page of memory for the first time: kept over a pause. */
const IDLE_CONNECTION_MS = 300_000;

/** Opens a pool on `url`. `max` connections, statements bounded by `statement_timeout_ms`. */
export function openDb(
  url: string,
  { max = 10, statement_timeout_ms = 30_000, application_name = 'quickscale' } = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    statement_timeout: statement_timeout_ms,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
  });
  // An idle connection that breaks is replaced by the pool; the next statement reports a lasting fault.
  pool.on('error', () => undefined);
  return {
    pool,
    ...queryable(pool),
    transaction: (work) => runTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryTransaction(pool, work);
    } catch (error) {
      if (attempt >= RETRIES_MAX || !RETRYABLE.has(postgresCode(error) ?? '')) throw error;
    }
  }
}

async function tryTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two statements says so here; unheard, that would end the process.
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work({ ...queryable(client), inTransaction: true });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((fault: Error) => {
      broken = fault;
    });
    throw error;
  } finally {
    client.removeListener('error', onError);
    client.release(broken);
  }
}

function queryable(client: pg.Pool | pg.PoolClient): Queryable {
  const query = async <Row>(
    text: string,
    values: readonly unknown[] = [],
    { name }: StatementOptions = {},
  ): Promise<Row[]> =>
    (await client.query({ text, values: [...values], ...(name ? { name } : {}) })).rows as Row[];
  const maybeOne = async <Row>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<Row | undefined> => {
    const rows = await query<Row>(sql, values, options);
    if (rows.length > 1) throw new Error(`expected at most one row, got ${rows.length}`);
    return rows[0];
  };
  const one = async <Row>(
    sql: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<Row> => {
    const row = await maybeOne<Row>(sql, values, options);
    if (row === undefined) throw new Error('expected one row, got none');
    return row;
  };
  return { query, maybeOne, one };
}

/** SQLSTATE of an error that PostgreSQL raised, or undefined. */
export function postgresCode(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Name of the constraint that PostgreSQL says was violated, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined;
}
