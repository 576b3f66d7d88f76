import { Command } from 'commander';
import { createStripe, syncCatalogue } from '../../billing/index.js';
import { readConfig } from '../../platform/config.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

export function syncCatalogCommand(): Command {
  return new Command('sync-catalog')
    .description('Read every product and price from Stripe anew; names those that cannot be sold, and why.')
    .action(async () => {
      const stripe = createStripe(readConfig(process.env));
      const { products, prices, faults } = await withDatabase((db) => syncCatalogue({ db, stripe }));
      console.log(`${products} products and ${prices} prices are as in Stripe.`);
      for (const { stripe_id, name, fault } of faults) console.log(`✗  ${name} (${stripe_id}): ${fault}`);
      if (faults.length > 0) throw new CheckFailed();
    });
}
