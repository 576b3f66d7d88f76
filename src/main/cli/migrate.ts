import { Command } from 'commander';
import { ownerUrl } from './database.js';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'Bring the database up to date (as MIGRATE_DATABASE_URL, else DATABASE_URL). Safe to repeat.',
    )
    .action(async () => {
      // Loaded when used, as it brings BullMQ with it: `--help` need not wait for that.
      const { migrate } = await import('../../platform/migrate.js');
      const applied = await migrate(ownerUrl());
      for (const name of applied) console.log(`applied ${name}`);
      console.log(applied.length === 0 ? 'The database is up to date.' : 'Done.');
    });
}
