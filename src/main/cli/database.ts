import { type Db, openDb } from '../../platform/db.js';
import { UsageError } from './exit.js';

/** For commands that need the database and nothing else. @throws UsageError when the environment names none */
export async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb(required('DATABASE_URL'), { max: 2, application_name: 'quickscale-cli' });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
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
