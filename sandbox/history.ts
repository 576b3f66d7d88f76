import { hashPassword, OPERATOR_ROLES, type OperatorRole, sealAudit } from '../src/accounts/index.js';
import { openDb } from '../src/platform/db.js';
import { deliverEvents, mirrorObjects } from './history/inbox.js';
import { loadQuickScale, loadStripe } from './history/load.js';
import { playYear } from './history/play.js';
import { Random } from './history/random.js';
import { type Summary, summarise } from './history/summary.js';

export type { Summary } from './history/summary.js';
export { MAYA } from './maya.js';

/** How those sign in who can. The customer is Maya (see MAYA); all other customers have no password. */
export interface Credentials {
  customer: { password: string };
  operators: Readonly<
    Record<OperatorRole, { email: string; name: string; password: string; totpSecret: string }>
  >;
}

export interface History {
  /** QuickScale's database as its owner: migrated, and without users. */
  ownerUrl: string;
  /** The simulated Stripe's database; its tables are made when they are not there. */
  stripeDatabaseUrl: string;
  /** The same seed, time and number of customers make the same history. */
  seed: number;
  /** The end of the year. */
  now: Date;
  /** From about 50 on, every kind of customer is among them. */
  customers: number;
  credentials: Credentials;
}

/**
 * Fills both sides with a year of history that agrees to the cent and the credit, in seconds and without a single
 * API call or webhook. @throws Error when QuickScale's database is in use; RangeError when there are too few customers
 */
export async function seedHistory(history: History): Promise<Summary> {
  const { ownerUrl, stripeDatabaseUrl, seed, now, customers, credentials } = history;
  const { customer, operators } = credentials;
  const [password_hash, ...hashes] = await Promise.all(
    [customer, ...OPERATOR_ROLES.map((role) => operators[role])].map(({ password }) =>
      hashPassword(password),
    ),
  );
  const staff = OPERATOR_ROLES.map((role, index) => {
    const { email, name, totpSecret } = operators[role];
    return [role, { email, name, totp_secret: totpSecret, password_hash: hashes[index] ?? '' }] as const;
  });
  const book = playYear({
    seed,
    now: now.getTime(),
    customers,
    operators: Object.fromEntries(staff) as Parameters<typeof playYear>[0]['operators'],
    password_hash: password_hash ?? '',
  });
  deliverEvents(book, new Random(`events ${seed}`), now.getTime());
  mirrorObjects(book);
  await Promise.all([loadQuickScale(ownerUrl, book), loadStripe(stripeDatabaseUrl, book)]);
  await seal(ownerUrl);
  return summarise(book);
}

async function seal(ownerUrl: string): Promise<void> {
  const db = openDb(ownerUrl, { max: 1 });
  await sealAudit(db).finally(() => db.close());
}
