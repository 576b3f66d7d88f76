import Stripe from 'stripe';
import { type Actor, audit, requirePermission } from '../../accounts/index.js';
import { StripeUnavailable } from '../errors.js';
import type { ReadDeps } from '../stripe/refresh.js';
import { type CatalogueSync, syncCatalogue } from '../sync-catalogue.js';

/** An operator has every product and price read from Stripe now. @throws Forbidden, StripeUnavailable */
export async function syncCatalogueNow(deps: ReadDeps, { actor }: { actor: Actor }): Promise<CatalogueSync> {
  requirePermission(actor, 'plans.write');
  const sync = await syncCatalogue(deps).catch((error: unknown) => {
    throw error instanceof Stripe.errors.StripeError ? new StripeUnavailable() : error;
  });
  const { products, prices, faults } = sync;
  await deps.db.transaction((tx) =>
    audit(tx, {
      actor,
      action: 'catalogue.sync',
      subject: { type: 'catalogue', id: null },
      after: { products, prices, faults: faults.length },
    }),
  );
  return sync;
}
