import type { Actor } from '../../../src/accounts/index.js';
import type { Db } from '../../../src/platform/db.js';
import { createOperatorActor, createService } from '../../support/credits.js';
import { COSTS } from './request.js';

/** What there is besides customers: services by number, and an operator. */
export async function furnish(db: Db): Promise<{ services: string[]; actor: Actor }> {
  const services: string[] = [];
  for (const cost of COSTS) services.push(await createService(db, cost));
  return { services, actor: await createOperatorActor(db, 'admin') };
}
