import type { Db } from '../platform/db.js';
import { ReauthenticationRequired } from './errors.js';
import { checkSecondFactor } from './second-factor.js';
import { checkPasswordOf } from './sign-in.js';

const MAX_AGE_MS = 15 * 60_000;

/** The moment (milliseconds) at which the person of this session last proved password and second factor. */
export type ProvenSession = { reauthenticated_at?: number };

/** Guards what moves money. @throws ReauthenticationRequired when the proof is older than 15 minutes */
export function requireRecentAuthentication(session: ProvenSession): void {
  const age_ms = Date.now() - (session.reauthenticated_at ?? Number.NEGATIVE_INFINITY);
  if (age_ms > MAX_AGE_MS) throw new ReauthenticationRequired();
}

/** Takes password and code again. @throws WrongCredentials, WrongCode, TooManyAttempts */
export async function reauthenticate(
  db: Db,
  proof: { user_id: string; password: string; code: string; address: string },
): Promise<void> {
  await checkPasswordOf(db, proof);
  await checkSecondFactor(db, proof);
}
