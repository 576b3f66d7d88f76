import { findCustomer } from '../../credits/index.js';
import type { Queryable } from '../../platform/db.js';
import type { UnregisteredCharge } from './unregistered.js';

export interface PayingCustomer {
  id: string;
  name: string;
  email: string;
}

/** Whose charge it is: known already, else whom the operator names; null while he names nobody. @throws UnknownCustomer */
export async function customerOf(
  db: Queryable,
  { user_id }: UnregisteredCharge,
  email: string | undefined,
): Promise<PayingCustomer | null> {
  if (!user_id && !email) return null;
  const id = user_id ?? (await findCustomer(db, { email: email ?? '' })).id;
  return db.one<PayingCustomer>('SELECT id, name, email FROM users WHERE id = $1', [id]);
}
