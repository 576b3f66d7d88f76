import type { Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { audit } from './audit.js';
import { hashPassword, requireGoodPassword } from './passwords.js';
import { type AnyActor, type OperatorRole, SYSTEM } from './roles.js';
import { newTotpSecret } from './second-factor.js';

/** Somebody has the address already. Only operators see this: the portal never tells. */
class EmailTaken extends DomainError {
  override readonly code = 'email_taken';

  constructor() {
    super('This email address has an account already.');
  }
}

export type NewOperator = {
  email: string;
  name: string;
  role: OperatorRole;
  password: string;
  /** `at_sign_in` (default): the first sign-in shows the QR code. `confirmed`: the secret answered here is in use already. */
  second_factor?: 'at_sign_in' | 'confirmed';
  created_by?: AnyActor;
};

/**
 * Makes an operator, who signs in at /admin/login and has no wallet.
 * @returns his id and the TOTP secret in base32
 * @throws EmailTaken, InvalidInput at `password`
 */
export async function createOperator(
  tx: Tx,
  operator: NewOperator,
): Promise<{ user_id: string; totpSecret: string }> {
  const { email, name, role, password, second_factor = 'at_sign_in', created_by = SYSTEM } = operator;
  requireGoodPassword(password, email);
  const totpSecret = newTotpSecret();
  const inserted = await tx.maybeOne<{ id: string }>(
    `INSERT INTO users (email, name, role, password_hash, email_verified_at, totp_secret, totp_confirmed_at)
     VALUES ($1, $2, $3, $4, app.now(), $5, CASE WHEN $6 THEN app.now() END)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [email, name, role, await hashPassword(password), totpSecret, second_factor === 'confirmed'],
  );
  if (!inserted) throw new EmailTaken();
  await audit(tx, {
    actor: created_by,
    action: 'operator.create',
    subject: { type: 'user', id: inserted.id },
    after: { email, name, role },
  });
  return { user_id: inserted.id, totpSecret };
}
