import type { Queryable } from '../platform/db.js';
import { UnknownCustomer } from './errors.js';

/** A customer as an integrator knows him. */
export interface Customer {
  id: string;
  email: string;
  status: 'active' | 'suspended' | 'closed';
}

const CUSTOMER = `
  SELECT u.id, u.email,
         CASE WHEN u.status = 'closed' THEN 'closed' WHEN w.suspended_until > app.now() THEN 'suspended'
              ELSE 'active' END AS status
  FROM users u JOIN wallets w ON w.id = u.id`;

/** Upper and lower case of the address do not matter. @throws UnknownCustomer */
export async function findCustomer(db: Queryable, { email }: { email: string }): Promise<Customer> {
  const customer = await db.maybeOne<Customer>(`${CUSTOMER} WHERE u.email = $1`, [email]);
  if (!customer) throw new UnknownCustomer();
  return customer;
}

/** @throws UnknownCustomer when nobody has this wallet */
export async function requireCustomer(db: Queryable, wallet_id: string): Promise<void> {
  const wallet = await db.maybeOne('SELECT id FROM wallets WHERE id = $1', [wallet_id]);
  if (!wallet) throw new UnknownCustomer();
}
