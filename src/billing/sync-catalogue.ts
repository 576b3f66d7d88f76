import { type CatalogueFault, catalogueFaults } from './catalogue.js';
import { READ } from './stripe/client.js';
import type { ObjectRef } from './stripe/mirror.js';
import { type ReadDeps, refresh } from './stripe/refresh.js';

export interface CatalogueSync {
  products: number;
  prices: number;
  faults: CatalogueFault[];
}

/** Reads every product and price of Stripe, withdrawn ones and those that only we still have included. */
export async function syncCatalogue(deps: ReadDeps): Promise<CatalogueSync> {
  const products = await idsOf(
    deps.stripe.products.list({ limit: 100 }, READ),
    await knownIds(deps, 'products'),
  );
  const prices = await idsOf(deps.stripe.prices.list({ limit: 100 }, READ), await knownIds(deps, 'prices'));
  await refreshAll(
    deps,
    products.map((id): ObjectRef => ({ type: 'product', id })),
  );
  await refreshAll(
    deps,
    prices.map((id): ObjectRef => ({ type: 'price', id })),
  );
  return { products: products.length, prices: prices.length, faults: await catalogueFaults(deps.db) };
}

async function idsOf(listed: AsyncIterable<{ id: string }>, known: readonly string[]): Promise<string[]> {
  const ids = new Set(known);
  for await (const { id } of listed) ids.add(id);
  return [...ids];
}

async function knownIds({ db }: ReadDeps, table: 'products' | 'prices'): Promise<string[]> {
  return (await db.query<{ stripe_id: string }>(`SELECT stripe_id FROM ${table}`)).map(
    ({ stripe_id }) => stripe_id,
  );
}

async function refreshAll(deps: ReadDeps, refs: readonly ObjectRef[]): Promise<void> {
  for (const ref of refs) await refresh(deps, ref);
}
