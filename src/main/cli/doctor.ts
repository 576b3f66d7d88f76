import { Command } from 'commander';
import { type Config, readConfig } from '../../platform/config.js';
import { openDb } from '../../platform/db.js';
import { type Check, Fault, type Finding, runChecks } from './doctor/check.js';
import { databaseChecks } from './doctor/database-checks.js';
import { hearingChecks } from './doctor/hearing-checks.js';
import { workChecks } from './doctor/work-checks.js';
import { CheckFailed } from './exit.js';

const NODE_MIN = [20, 19] as const;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check everything this installation needs, and say what to do about each fault.')
    .action(doctor);
}

async function doctor(): Promise<void> {
  let config: Config | undefined;
  const first: Check[] = [
    { name: 'node', run: nodeVersion, remedy: 'Install Node 20.19 or newer.' },
    {
      name: 'configuration',
      run: () => {
        config = readConfig(process.env);
        return 'complete';
      },
      remedy: 'Set these in the environment; README.md lists them all.',
    },
  ];
  const findings = await runChecks(first);
  if (config) findings.push(...(await runChecksOf(config)));
  for (const finding of findings) console.log(lineOf(finding));
  const faults = findings.filter(({ good }) => !good).length;
  if (!config) console.log('  …  the rest needs a usable configuration');
  console.log(faults === 0 ? 'All good.' : `${faults} of ${findings.length} checks failed.`);
  if (faults > 0) throw new CheckFailed();
}

async function runChecksOf(config: Config): Promise<Finding[]> {
  const db = openDb(config.DATABASE_URL, {
    max: 2,
    statement_timeout_ms: 5_000,
    application_name: 'quickscale-doctor',
  });
  // Loaded when used, as it brings BullMQ with it: other commands need not wait for that.
  const { serviceChecks } = await import('./doctor/service-checks.js');
  try {
    return await runChecks([
      ...databaseChecks(db),
      ...workChecks(db),
      ...hearingChecks(db),
      ...serviceChecks(db, config),
    ]);
  } finally {
    await db.close();
  }
}

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return process.versions.node;
  throw new Fault(`Node ${process.versions.node} is too old.`, 'Install Node 20.19 or newer.');
}

function lineOf({ name, good, text, remedy }: Finding): string {
  const told = text.replace(/^The configuration is not usable:\n/, 'not usable:\n');
  return good ? `  ✓  ${name}: ${told}` : `  ✗  ${name}: ${told}\n     → ${remedy}`;
}
