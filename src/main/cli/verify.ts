import { Command } from 'commander';
import { verifyAuditChain } from '../../accounts/index.js';
import type { Db } from '../../platform/db.js';
import { withDatabase } from './database.js';
import { CheckFailed } from './exit.js';

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Prove every balance from the ledger and the audit log from its seals; names what does not hold.',
    )
    .action(async () => {
      const lies = await withDatabase(verifyAudit);
      if (lies > 0) throw new CheckFailed();
    });
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
