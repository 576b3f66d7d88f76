import type { Actor } from '../../../src/accounts/index.js';
import type { Db } from '../../../src/platform/db.js';
import { changeServiceCost } from '../../../src/services/index.js';
import { createOperatorActor, createService } from '../../support/credits.js';
import { COSTS, PACK } from './request.js';

export interface Furniture {
  services: readonly string[];
  actor: Actor;
  pack: string;
}

/** What there is besides customers: services by number, an operator, and a pack for sale. Other `costs` plant a fault. */
export async function furnish(db: Db, costs: readonly number[] = COSTS): Promise<Furniture> {
  const services: string[] = [];
  for (const cost of costs) services.push(await createService(db, cost));
  return { services, actor: await createOperatorActor(db, 'admin'), pack: await sell(db) };
}

async function sell(db: Db): Promise<string> {
  const { id } = await db.one<{ id: string }>(
    `WITH product AS (INSERT INTO products (stripe_id, name, kind, active)
                      VALUES ('prod_' || uuidv7(), 'Pack', 'pack', true) RETURNING id)
     INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, credit_amount, active)
     SELECT 'price_' || uuidv7(), id, 'eur', $1, $2, true FROM product RETURNING id`,
    [PACK.price_minor, PACK.credits / 100],
  );
  return id;
}

/** Changes what a service, by its number, costs from now on: not for what is spent or held already. */
export async function reprice(
  { db, services, actor }: { db: Db } & Furniture,
  { service, cost }: { service: number; cost: number },
): Promise<void> {
  const { id: service_id } = await db.one<{ id: string }>('SELECT id FROM services WHERE slug = $1', [
    services[service],
  ]);
  await db.transaction((tx) => changeServiceCost(tx, { actor, service_id, cost, reason: 'Fuzz' }));
}
