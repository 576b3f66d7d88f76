import { Command } from 'commander';

export interface BenchOptions {
  json?: string;
  cells?: string;
  quick: boolean;
  full: boolean;
}

/** What is measured, how long and how often. Growth sizes are customers, with about ten entries each. */
export interface Plan {
  rounds: number;
  round_ms: number;
  callers: readonly number[];
  httpCallers: readonly number[];
  /** Of Stripe's events. */
  senders: readonly number[];
  customers: number;
  /** How long each work runs at each size before it counts: a connection has to meet its pages once, as after a start. */
  warm_ms: number;
  /** How long it runs at each size before each round, without counting. */
  lead_ms: number;
  sizes: readonly { label: string; customers: number }[];
}

const USUAL: Plan = {
  rounds: 5,
  round_ms: 1000,
  callers: [1, 8, 32, 128],
  httpCallers: [8, 32, 128],
  senders: [64],
  customers: 10_000,
  warm_ms: 20_000,
  lead_ms: 1000,
  sizes: [
    { label: '10 k entries', customers: 1_000 },
    { label: '1 M entries', customers: 100_000 },
  ],
};
const TEN_MILLION = { label: '10 M entries', customers: 1_000_000 };
/** Proves that everything works, and says nothing about speed. */
const QUICK: Plan = {
  rounds: 2,
  round_ms: 50,
  callers: [1, 8],
  httpCallers: [8],
  senders: [8],
  customers: 100,
  warm_ms: 50,
  lead_ms: 20,
  sizes: [
    { label: '200 entries', customers: 20 },
    { label: '2 k entries', customers: 200 },
  ],
};

export function planOf({ quick, full }: Pick<BenchOptions, 'quick' | 'full'>): Plan {
  if (quick) return QUICK;
  return full ? { ...USUAL, sizes: [...USUAL.sizes, TEN_MILLION] } : USUAL;
}

/** Reads the command line. Prints help or the fault and ends the process with 0 or 2. */
export function readOptions(argv: readonly string[]): BenchOptions {
  return new Command('quickscale bench')
    .description(
      'Measure the spend path, HTTP, the webhook and growth on a PostgreSQL of its own, which is removed afterwards. ' +
        'Speed never fails it; an error or a ledger that does not verify does.',
    )
    .option('--json <file>', 'write every figure of every round there too')
    .option(
      '--cells <text>',
      'only groups and cells whose name contains this, such as "32 callers" or "growth"',
    )
    .option('--quick', 'a few seconds, tiny: proves that it works', false)
    .option('--full', 'growth at ten million entries too: many minutes and 10 GB of disk', false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .parse(argv)
    .opts<BenchOptions>();
}
