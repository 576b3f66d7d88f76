import { Command } from 'commander';
import { type CatalogueSync, createStripe, syncCatalogue } from '../../billing/index.js';
import { readConfig } from '../../platform/config.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

export function syncCatalogCommand(): Command {
  return new Command('sync-catalog')
    .description('Read all products and prices from Stripe; names those that cannot be sold, and why.')
    .action(async () => {
      const stripe = createStripe(readConfig(process.env));
      const { products, prices, faults } = await withDatabase((db) => syncCatalogue({ db, stripe }));
      console.log(`✓  catalogue: ${products} products and ${prices} prices read`);
      tellFaults(faults);
      if (faults.length > 0) throw new CheckFailed();
    });
}

function tellFaults(faults: CatalogueSync['faults']): void {
  for (const { name, stripe_id, fault } of faults) console.log(`✗  ${name} (${stripe_id}): ${fault}`);
}
