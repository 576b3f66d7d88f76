import type { ResourceJSON } from 'adminjs';
import React, { useState } from 'react';
import type { AuditVerdict } from '../../../src/accounts/index.js';
import { CallRefused, post } from '../parts/calls.js';

const FAULTS: Readonly<Record<NonNullable<AuditVerdict['fault']>['what'], string>> = {
  missing_seal: 'a seal is missing',
  broken_chain: 'the chain is broken',
  changed_entry: 'the entry was changed',
};

/** Recomputes the hash chain and says in a sentence whether the log is as it was written. */
export function VerifyAudit({ resource }: { resource: ResourceJSON }): React.ReactElement | null {
  const [outcome, setOutcome] = useState<{ text: string; isGood: boolean }>();
  const [isBusy, setBusy] = useState(false);
  if (!resource.resourceActions.some((action) => action.name === 'verify')) return null;
  const verify = async () => {
    setBusy(true);
    setOutcome(undefined);
    try {
      const { verdict } = await post<{ verdict: AuditVerdict }>(
        `/resources/${resource.id}/actions/verify`,
        {},
      );
      setOutcome({ text: sentence(verdict), isGood: verdict.fault === null });
    } catch (error) {
      setOutcome({
        text: error instanceof CallRefused ? error.message : 'The check did not finish.',
        isGood: false,
      });
    }
    setBusy(false);
  };
  return (
    <span className="row">
      {outcome ? (
        <output className={outcome.isGood ? 'small up' : 'small down'}>{outcome.text}</output>
      ) : null}
      <button type="button" className="btn" disabled={isBusy} onClick={() => void verify()}>
        {isBusy ? 'Verifying …' : 'Verify the chain'}
      </button>
    </span>
  );
}

function sentence({ sealed, unsealed, fault }: AuditVerdict): string {
  if (fault) return `Not intact: at seal ${fault.no}, ${FAULTS[fault.what]} (${fault.entry_id}).`;
  const waiting = unsealed > 0 ? `, ${unsealed.toLocaleString('en-US')} waiting to be sealed` : '';
  return `Intact: ${sealed.toLocaleString('en-US')} entries sealed${waiting}.`;
}
