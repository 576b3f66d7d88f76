import { type Actor, audit } from '../accounts/index.js';
import type { Db } from '../platform/db.js';

/** One entry for each look at a customer: the page that reads itself again within a minute is the same look. */
export async function recordReading(
  db: Db,
  { actor, customer_id }: { actor: Actor; customer_id: string },
): Promise<void> {
  const earlier = await db.query(
    `SELECT FROM audit_entries WHERE actor_id = $1 AND customer_id = $2 AND action = 'customer.read'
       AND at > app.now() - interval '1 minute' LIMIT 1`,
    [actor.id, customer_id],
  );
  if (earlier.length > 0) return;
  const subject = { type: 'user', id: customer_id };
  await db.transaction((tx) => audit(tx, { actor, action: 'customer.read', subject, customer_id }));
}
