import { Command, CommanderError } from 'commander';
import { ConfigError } from '../platform/config.js';
import { DomainError } from '../platform/errors.js';
import { MigrationFault } from '../platform/migrations.js';
import { createAdminCommand } from './cli/create-admin.js';
import { doctorCommand } from './cli/doctor.js';
import { CheckFailed, EXIT, Unavailable, UsageError } from './cli/exit.js';
import { migrateCommand } from './cli/migrate.js';
import { rollupCommand } from './cli/rollup.js';
import { seedCommand } from './cli/seed.js';
import { syncCatalogCommand } from './cli/sync-catalog.js';
import { verifyCommand } from './cli/verify.js';

const program = new Command('quickscale')
  .description(
    'Operate a QuickScale installation. Settings come from the environment, as for web and worker.',
  )
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 good, 1 the check failed or it could not be done, 2 wrong usage.');

const commands = [
  doctorCommand,
  migrateCommand,
  seedCommand,
  createAdminCommand,
  syncCatalogCommand,
  rollupCommand,
  verifyCommand,
];
for (const command of commands) {
  program.addCommand(command().exitOverride());
}

process.exitCode = await program.parseAsync().then(() => EXIT.good, exitCodeOf);

/** What people can act on is told in a line; anything else is a fault of ours and shows where. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
  if (error instanceof CheckFailed) return EXIT.failed;
  const expected = [ConfigError, DomainError, MigrationFault, Unavailable, UsageError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected && error instanceof Error ? error.message : error);
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}
