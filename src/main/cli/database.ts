import { type Db, openDb, postgresCode } from '../../platform/db.js';
import { Unavailable, UsageError } from './exit.js';

/**
 * For commands that need the database and nothing else.
 * @throws UsageError when the environment names none; Unavailable when it does not answer, or stops answering
 */
export async function withDatabase<T>(
  work: (db: Db) => Promise<T>,
  options: { max?: number; statement_timeout_ms?: number } = {},
): Promise<T> {
  const db = openDb(required('DATABASE_URL'), { max: 2, application_name: 'quickscale-cli', ...options });
  try {
    return await work(db);
  } catch (error) {
    const why = whyUnavailable(error);
    throw why === undefined ? error : new Unavailable(`The database does not answer: ${why}`);
  } finally {
    await db.close();
  }
}

/** Connection lost, shut down or starting up, refused sign-in, no such database: classes of SQLSTATE. */
const UNAVAILABLE = /^(08|57P|28|3D|53300)/;

/** In words, where the database cannot be reached; undefined where the error is another. */
function whyUnavailable(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (UNAVAILABLE.test(postgresCode(error) ?? '')) return error.message;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // An address with several numbers fails with all their errors, and without a message of its own.
  if (error instanceof AggregateError || syscall !== undefined) return error.message || code;
  return error.message.startsWith('Connection terminated') ? error.message : undefined;
}

/** The owner's URL, by which tables are made. */
export function ownerUrl(): string {
  return process.env.MIGRATE_DATABASE_URL || required('DATABASE_URL');
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new UsageError(`${name} is missing from the environment.`);
  return value;
}
