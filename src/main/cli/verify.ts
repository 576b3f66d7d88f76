import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { verifyAuditChain } from '../../accounts/index.js';
import { type Checked, verifyLedger } from '../../credits/index.js';
import type { Db } from '../../platform/db.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

const JOBS_MAX = 32;
/** Between two lines of progress where none can be written over. */
const QUIET_MS = 10_000;

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Prove every balance from the ledger and the audit log from its seals; names what does not hold.',
    )
    .option(
      '--jobs <n>',
      'ranges of wallets looked at side by side',
      parseJobs,
      Math.min(4, availableParallelism()),
    )
    .action(async ({ jobs }: { jobs: number }) => {
      const good = await withDatabase(async (db) => [await verifyCredits(db, jobs), await verifyAudit(db)], {
        max: jobs + 1,
        statement_timeout_ms: 0,
      });
      if (good.includes(false)) throw new CheckFailed();
    });
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= JOBS_MAX) return jobs;
  throw new InvalidArgumentError(`It must be a number from 1 to ${JOBS_MAX}.`);
}

async function verifyCredits(db: Db, jobs: number): Promise<boolean> {
  const { lies, ...checked } = await verifyLedger(db, { jobs, onProgress: progressLines() });
  for (const { table, wallet_id, row, what } of lies) {
    console.log(`✗  ${table}: wallet ${wallet_id}, row ${row}: ${what}`);
  }
  if (lies.length === 0) console.log(`✓  ledger: ${told(checked)}; every balance follows from its entries`);
  else console.log(`✗  ledger: ${lies.length} lies in what was checked: ${told(checked)}`);
  return lies.length === 0;
}

function told(checked: Checked): string {
  return Object.entries(checked)
    .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
    .join(', ');
}

/** On stderr: how much is through, and how fast. */
function progressLines(): (checked: Readonly<Checked>) => void {
  const began = performance.now();
  let told = began;
  return ({ wallets, entries }) => {
    const now = performance.now();
    const perSecond = Math.round(entries / ((now - began) / 1000));
    const line = `   ${wallets.toLocaleString('en')} wallets, ${entries.toLocaleString('en')} entries, ${perSecond.toLocaleString('en')} entries/s`;
    if (process.stderr.isTTY) process.stderr.write(`${line.padEnd(80)}\r`);
    else if (now - told > QUIET_MS) console.error(line);
    else return;
    told = now;
  };
}

async function verifyAudit(db: Db): Promise<boolean> {
  const { sealed, unsealed, fault } = await verifyAuditChain(db);
  if (fault)
    console.log(`✗  audit: seal ${fault.no}, entry ${fault.entry_id}: ${fault.what.replaceAll('_', ' ')}`);
  else console.log(`✓  audit: ${sealed} entries sealed and unchanged, ${unsealed} not sealed yet`);
  return fault === null;
}
