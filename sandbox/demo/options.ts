import { Command, InvalidArgumentError, Option } from 'commander';
import { fromRoot } from '../../src/platform/root.js';

export type Seed = 'small' | 'none' | 'large';

export type DemoOptions = {
  json: boolean;
  /** Web's port; undefined leaves the choice to the demo. */
  port?: number;
  data: string;
  seed: Seed;
  reset: boolean;
};

/** Reads bin/demo's command line. Prints help or the fault and ends the process with 0 or 2. */
export function readOptions(argv: readonly string[]): DemoOptions {
  return new Command('bin/demo')
    .description(
      'Run all of QuickScale on this machine: database, web, worker, simulated Stripe and a mailbox.',
    )
    .option('--json', 'when ready, print one line of JSON on stdout; all else goes to stderr', false)
    .option('--port <n>', "the web's port; the others are chosen (default: 3000, or a free one)", parsePort)
    .option('--data <dir>', 'where everything is kept', fromRoot('.data'))
    .addOption(
      new Option('--seed <size>', 'how much history a new demo begins with')
        .choices(['small', 'none', 'large'])
        .default('small'),
    )
    .option('--reset', 'forget everything and begin anew', false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv)
    .opts<DemoOptions>();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a number from 1 to 65535.');
}
