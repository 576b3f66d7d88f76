import { hash, verify } from '@node-rs/argon2';
import { InvalidInput } from '../platform/errors.js';
import { COMMON_PASSWORDS } from './common-passwords.js';

const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;

/** argon2id, OWASP's parameters: 19 MiB, two passes, one lane (about 60 ms). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What an unknown person's password is compared with, so that the answer takes as long as a known one's. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$OB9jOGsN5yM15NLtCOp/Ow$Vc08lh1PcMaSeor6yWiJLiHtPSIY05GSET1n1I33ljg';

/** The hash to store, in the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2ID);
}

/** Whether the password belongs to the hash; takes the same time when there is no hash. */
export async function passwordMatches(
  password: string,
  password_hash: string | null | undefined,
): Promise<boolean> {
  const matches = await verify(password_hash ?? NOBODYS_HASH, password.slice(0, PASSWORD_MAX + 1));
  return matches && typeof password_hash === 'string';
}

/** @throws InvalidInput at the field `password` when it is too short, too long, or easily guessed */
export function requireGoodPassword(password: string, email: string): void {
  const fault = passwordFault(password, email);
  if (fault) throw new InvalidInput({ password: fault });
}

/** What is wrong with a password to be, as a sentence; undefined when it is good. */
export function passwordFault(password: string, email = ''): string | undefined {
  if (password.length < PASSWORD_MIN) return `Use at least ${PASSWORD_MIN} characters.`;
  if (password.length > PASSWORD_MAX) return `Use at most ${PASSWORD_MAX} characters.`;
  const plain = password.toLowerCase();
  if (new Set(plain).size < 4) return 'This is too easily guessed: use more different characters.';
  if (COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(plain.replace(/[^a-z]+$/, ''))) {
    return 'This is one of the most used passwords: choose another.';
  }
  const [name = ''] = email.toLowerCase().split('@');
  if (plain === email.toLowerCase() || (name.length >= 5 && plain.replace(/[^a-z0-9]+/g, '') === name)) {
    return 'Do not use your email address as the password.';
  }
  return undefined;
}
