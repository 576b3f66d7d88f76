import type { Action } from 'adminjs';
import { audit, verifyAuditChain } from '../../src/accounts/index.js';
import type { AdminDeps } from '../deps.js';
import { resourceAction } from './define.js';

/** Recomputes the audit log's hash chain and says what it found; that it was asked for is audited too. */
export function verifyAudit({ db }: AdminDeps): Partial<Action<never>> {
  return resourceAction({ permission: 'audit.read_all', method: 'POST' }, async ({ actor }) => {
    const verdict = await verifyAuditChain(db);
    await db.transaction((tx) =>
      audit(tx, {
        actor,
        action: 'audit.verify',
        subject: { type: 'audit', id: null },
        after: { sealed: verdict.sealed, fault: verdict.fault?.what ?? null },
      }),
    );
    return { verdict };
  });
}
