import { Command } from 'commander';
import { verifyAuditChain } from '../../accounts/index.js';
import { verifyLedger } from '../../credits/index.js';
import type { Db } from '../../platform/db.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Prove every balance from the ledger and the audit log from its seals; names what does not hold.',
    )
    .action(async () => {
      const good = await withDatabase(async (db) => [await verifyCredits(db), await verifyAudit(db)]);
      if (good.includes(false)) throw new CheckFailed();
    });
}

async function verifyCredits(db: Db): Promise<boolean> {
  const { wallets, lies } = await verifyLedger(db);
  for (const { table, wallet_id, row, what } of lies) {
    console.log(`✗  ${table}: wallet ${wallet_id}, row ${row}: ${what}`);
  }
  if (lies.length === 0) console.log(`✓  ledger: ${wallets} wallets, every balance follows from its entries`);
  return lies.length === 0;
}

async function verifyAudit(db: Db): Promise<boolean> {
  const { sealed, unsealed, fault } = await verifyAuditChain(db);
  if (fault)
    console.log(`✗  audit: seal ${fault.no}, entry ${fault.entry_id}: ${fault.what.replaceAll('_', ' ')}`);
  else console.log(`✓  audit: ${sealed} entries sealed and unchanged, ${unsealed} not sealed yet`);
  return fault === null;
}
