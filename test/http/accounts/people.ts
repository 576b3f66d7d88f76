import { Secret, TOTP } from 'otpauth';
import { createOperator, type OperatorRole, register, verifyEmail } from '../../../src/accounts/index.js';
import type { Db } from '../../../src/platform/db.js';
import { Browser, type Page } from './browser.js';

export const PASSWORD = 'a calm sentence to sign in';

let count = 0;

export function newEmail(): string {
  count += 1;
  return `person-${count}@example.com`;
}

/** The link of the last mail to an address, as its owner would follow it. */
export async function mailedPath(db: Db, email: string): Promise<string> {
  const { path } = await db.one<{ path: string }>(
    `SELECT variables #>> '{secret,path}' AS path FROM mails
     WHERE recipient = $1 AND variables ? 'secret' ORDER BY created_at DESC, id DESC LIMIT 1`,
    [email],
  );
  return path;
}

export async function mailsTo(db: Db, email: string): Promise<string[]> {
  const rows = await db.query<{ template: string }>(
    'SELECT template FROM mails WHERE recipient = $1 ORDER BY id',
    [email],
  );
  return rows.map(({ template }) => template);
}

/** A customer with a confirmed address. */
export async function newCustomer(db: Db, email = newEmail()): Promise<{ id: string; email: string }> {
  const { user_id } = await db.transaction((tx) => register(tx, { email, password: PASSWORD }));
  const token = new URL(await mailedPath(db, email), 'http://x').searchParams.get('token') ?? '';
  await db.transaction((tx) => verifyEmail(tx, { token }));
  return { id: user_id, email };
}

export async function signedIn(
  db: Db,
  origin: string,
): Promise<{ browser: Browser; id: string; email: string }> {
  const customer = await newCustomer(db);
  const browser = new Browser(origin);
  const page = await browser.submit('/login', { email: customer.email, password: PASSWORD });
  if (page.status !== 303) throw new Error(`sign-in answered ${page.status}: ${page.text}`);
  return { browser, ...customer };
}

export async function newOperator(
  db: Db,
  role: OperatorRole,
  second_factor: 'confirmed' | 'at_sign_in' = 'confirmed',
) {
  const email = newEmail();
  const { user_id, totpSecret } = await db.transaction((tx) =>
    createOperator(tx, { email, name: `The ${role}`, role, password: PASSWORD, second_factor }),
  );
  return { id: user_id, email, totpSecret };
}

/** The code that an authenticator shows, now or some steps from now. */
export function totpCode(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Both steps of an operator's sign-in. */
export async function operatorSignsIn(
  browser: Browser,
  { email, totpSecret }: { email: string; totpSecret: string },
): Promise<Page> {
  await browser.submit('/admin/login', { email, password: PASSWORD });
  return browser.submit('/admin/login/code', { code: totpCode(totpSecret) });
}
