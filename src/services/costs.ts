import { type Actor, audit, requirePermission } from '../accounts/index.js';
import { toCredits } from '../credits/index.js';
import type { Queryable, Tx } from '../platform/db.js';
import { InvalidInput, NotFound } from '../platform/errors.js';

export interface CostChange {
  actor: Actor;
  service_id: string;
  /** Hundredths of a credit a use, 0 or more. */
  cost: number;
  reason: string;
  ticket?: string | undefined;
}

/**
 * Changes what a service costs from now on; a spend keeps the cost it was made at. Answers both costs, in hundredths.
 * @throws Forbidden, NotFound, InvalidInput
 */
export async function changeServiceCost(
  tx: Tx,
  { actor, service_id, cost, reason, ticket }: CostChange,
): Promise<{ name: string; before: number; after: number }> {
  requirePermission(actor, 'services.write');
  if (!Number.isSafeInteger(cost) || cost < 0)
    throw new InvalidInput({ cost: 'Enter 0 credits or more, with at most two decimals.' });
  const service = await tx.maybeOne<{ name: string; slug: string; cost: number }>(
    'SELECT name, slug, cost FROM services WHERE id = $1 FOR NO KEY UPDATE',
    [service_id],
  );
  if (!service) throw new NotFound('There is no such service.');
  if (service.cost === cost) throw new InvalidInput({ cost: 'It costs that already.' });
  await tx.query('UPDATE services SET cost = $2 WHERE id = $1', [service_id, cost]);
  await audit(tx, {
    actor,
    action: 'service.cost',
    subject: { type: 'service', id: service_id },
    before: { service: service.slug, credits: toCredits(service.cost) },
    after: { service: service.slug, credits: toCredits(cost) },
    reason,
    ticket,
  });
  return { name: service.name, before: service.cost, after: cost };
}

/** From when on a service cost how much; hundredths. */
export interface CostVersion {
  valid_from: Date;
  cost: number;
}

const VERSIONS_MAX = 200;

/** What a service has cost, the latest first. */
export function costHistory(db: Queryable, service_id: string): Promise<CostVersion[]> {
  return db.query<CostVersion>(
    `SELECT valid_from, cost FROM service_costs WHERE service_id = $1 ORDER BY valid_from DESC LIMIT ${VERSIONS_MAX}`,
    [service_id],
  );
}
