import { createHash, randomBytes } from 'node:crypto';
import type { Queryable, Tx } from '../platform/db.js';

const COUNT = 10;
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz123456789';

/** Replaces a person's recovery codes. Answers them in clear, the only time that they exist so. */
export async function issueRecoveryCodes(tx: Tx, user_id: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode);
  await tx.query('DELETE FROM recovery_codes WHERE user_id = $1', [user_id]);
  await tx.query('INSERT INTO recovery_codes (user_id, hash) SELECT $1, unnest($2::bytea[])', [
    user_id,
    codes.map(hashOf),
  ]);
  return codes;
}

/** Uses a code up; false when it is wrong or was used. */
export async function useRecoveryCode(
  db: Queryable,
  { user_id, code }: { user_id: string; code: string },
): Promise<boolean> {
  const used = await db.query(
    'UPDATE recovery_codes SET used_at = app.now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL RETURNING 1',
    [user_id, hashOf(code)],
  );
  return used.length > 0;
}

/** 80 random bits, in groups that are easy to copy by hand: neither i, l nor o, which look like digits. */
function newCode(): string {
  const letters = Array.from(randomBytes(16), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** Groups and capitals do not matter when a code is typed. */
function hashOf(code: string): Buffer {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest();
}
