import { createOperator, hashPassword, isOperator, type Role } from '../src/accounts/index.js';
import type { Db, Tx } from '../src/platform/db.js';
import { MAYA } from './maya.js';

export type Person = { role: Role; name: string; email: string; password: string };

/** Who can sign in to a demo at once: one of each role. */
export const PEOPLE: readonly Person[] = [
  { role: 'customer', name: MAYA.name, email: MAYA.email, password: 'demo-wallet-7' },
  { role: 'support', name: 'Sam Support', email: 'support@example.com', password: 'demo-headset-7' },
  { role: 'finance', name: 'Fiona Finance', email: 'finance@example.com', password: 'demo-abacus-7' },
  { role: 'analyst', name: 'Anil Analyst', email: 'analyst@example.com', password: 'demo-compass-7' },
  { role: 'admin', name: 'Ada Admin', email: 'admin@example.com', password: 'demo-keyring-7' },
];

/** A person as `bin/demo --json` tells him: the secret is what an authenticator app is given; customers have none. */
export type Credentials = { role: Role; email: string; password: string; totpSecret?: string };

/** Makes those of PEOPLE who are missing; answers how each signs in. Safe to repeat. */
export async function ensurePeople(db: Db): Promise<Credentials[]> {
  const credentials: Credentials[] = [];
  for (const person of PEOPLE) credentials.push(await db.transaction((tx) => ensurePerson(tx, person)));
  return credentials;
}

async function ensurePerson(tx: Tx, person: Person): Promise<Credentials> {
  const { role, name, email, password } = person;
  const known = await tx.maybeOne<{ totp_secret: string | null }>(
    'SELECT totp_secret FROM users WHERE email = $1',
    [email],
  );
  if (!isOperator(role)) {
    if (!known) await createCustomer(tx, person);
    return { role, email, password };
  }
  const totpSecret =
    known?.totp_secret ??
    (await createOperator(tx, { role, name, email, password, second_factor: 'confirmed' })).totpSecret;
  return { role, email, password, totpSecret };
}

/** As registration and the confirmed address leave a customer. */
async function createCustomer(tx: Tx, { name, email, password }: Person): Promise<void> {
  const { id } = await tx.one<{ id: string }>(
    `INSERT INTO users (email, name, password_hash, email_verified_at) VALUES ($1, $2, $3, app.now()) RETURNING id`,
    [email, name, await hashPassword(password)],
  );
  await tx.query('INSERT INTO wallets (id) VALUES ($1)', [id]);
}
