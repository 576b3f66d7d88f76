import type { RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { useSubmission } from '../dialog/use-submission.js';

interface Props {
  readonly record: RecordJSON;
  readonly onDone: () => void;
}

/** Stops a key for good, after a question. Nothing where the operator may not, or it is revoked already. */
export function KeyRevocation({ record, onDone }: Props): React.ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const mayRevoke = record.recordActions.some((action) => action.name === 'revoke');
  if (!mayRevoke || record.params.revoked_at) return null;
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onDone();
  };
  return (
    <p className="below">
      <button type="button" className="btn danger" onClick={() => setOpen(true)}>
        Revoke this key
      </button>
      {isOpen ? <RevokeDialog record={record} onClose={close} /> : null}
    </p>
  );
}

function RevokeDialog({
  record,
  onClose,
}: {
  record: RecordJSON;
  onClose: (isDone: boolean) => void;
}): React.ReactElement {
  const submission = useSubmission(`/resources/api-keys/records/${record.id}/revoke`, {}, () =>
    onClose(true),
  );
  return (
    <Dialog title={`Revoke “${record.params.name}”`} onClose={() => onClose(false)}>
      <ActionForm
        submission={submission}
        button="Revoke it for good"
        tone="danger"
        isReady
        limit={<span />}
        onCancel={() => onClose(false)}
      >
        <p>Whatever uses this key gets 401 within a second. A key cannot be taken up again.</p>
      </ActionForm>
    </Dialog>
  );
}
