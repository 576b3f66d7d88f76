import type { RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import { RegisterDialog } from './register-dialog.js';

/** Those that say that Stripe has a payment and we have not. */
const NOT_REGISTERED = ['charged_not_registered', 'unknown_customer'];

/** What an operator can do about a discrepancy. */
export function DiscrepancyActs({
  record,
  onDone,
}: {
  record: RecordJSON;
  onDone: () => void;
}): React.ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const { kind, status } = record.params as { kind: string; status: string };
  const may = record.recordActions.some(({ name }) => name === 'register');
  if (!may || status !== 'open' || !NOT_REGISTERED.includes(kind)) return null;
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onDone();
  };
  return (
    <p className="row below">
      <button type="button" className="btn primary" onClick={() => setOpen(true)}>
        Register the payment …
      </button>
      {isOpen ? <RegisterDialog discrepancy_id={record.id} onClose={close} /> : null}
    </p>
  );
}
