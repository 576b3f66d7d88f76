import type { Actor } from '../../../src/accounts/index.js';
import type { Db } from '../../../src/platform/db.js';
import { createOperatorActor, createService } from '../../support/credits.js';
import { COSTS } from './request.js';

export interface Furniture {
  services: string[];
  actor: Actor;
}

/** What there is besides customers: services by number, and an operator. Other `costs` plant a fault. */
export async function furnish(db: Db, costs: readonly number[] = COSTS): Promise<Furniture> {
  const services: string[] = [];
  for (const cost of costs) services.push(await createService(db, cost));
  return { services, actor: await createOperatorActor(db, 'admin') };
}
