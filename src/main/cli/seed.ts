import { Command } from 'commander';
import { formatCredits } from '../../credits/index.js';
import { listServices, seedServices } from '../../services/index.js';
import { withDatabase } from './database.js';

export function seedCommand(): Command {
  return new Command('seed')
    .description('Install the services that QuickScale runs itself, at their first price. Safe to repeat.')
    .action(async () => {
      const offered = await withDatabase(async (db) => {
        await db.transaction(seedServices);
        return listServices(db);
      });
      for (const { slug, cost, unit } of offered)
        console.log(`${slug}: ${formatCredits(cost)} credits a ${unit}`);
    });
}
