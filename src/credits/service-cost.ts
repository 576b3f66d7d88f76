import type { Tx } from '../platform/db.js';
import { UnknownService } from './errors.js';

/** What one use of a service costs a customer now, in hundredths. */
export interface ServiceCost {
  service_id: string;
  cost: number;
}

/** The cost in force at `at`, as `app.spend` finds it: the customer's own, else the service's. @throws UnknownService when there is none active of that slug */
export async function serviceCost(
  tx: Tx,
  { wallet_id, service, at }: { wallet_id: string; service: string; at: string },
): Promise<ServiceCost> {
  const found = await tx.maybeOne<ServiceCost>(
    `SELECT id AS service_id, coalesce(app.own_cost($1, slug, $3), cost) AS cost
     FROM services WHERE slug = $2 AND active`,
    [wallet_id, service, at],
  );
  if (!found) throw new UnknownService(service);
  return found;
}
