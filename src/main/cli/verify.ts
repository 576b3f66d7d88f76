import { Command } from 'commander';
import { verifyAuditChain } from '../../accounts/index.js';
import { verifyLedger } from '../../credits/index.js';
import type { Db } from '../../platform/db.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

const PROGRESS_EVERY = 10_000;

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Prove every balance from the ledger and the audit log from its seals; names what does not hold.',
    )
    .action(async () => {
      const lies = await withDatabase(async (db) => (await verifyCredits(db)) + (await verifyAudit(db)));
      if (lies > 0) throw new CheckFailed();
    });
}

async function verifyCredits(db: Db): Promise<number> {
  const { wallets, lies } = await verifyLedger(db, (count) => {
    if (count % PROGRESS_EVERY === 0) console.error(`   ${count} wallets are through`);
  });
  for (const { table, wallet_id, row, what } of lies) {
    console.log(`✗  ${table} ${row} of wallet ${wallet_id}: ${what}`);
  }
  if (lies.length === 0) console.log(`✓  ledger: ${wallets} wallets agree with their entries`);
  return lies.length;
}

async function verifyAudit(db: Db): Promise<number> {
  const { sealed, unsealed, fault } = await verifyAuditChain(db);
  if (fault) {
    console.log(`✗  audit: seal ${fault.no}, entry ${fault.entry_id}: ${fault.what.replaceAll('_', ' ')}`);
    return 1;
  }
  console.log(`✓  audit: ${sealed} entries sealed and unchanged, ${unsealed} not sealed yet`);
  return 0;
}
