import React from 'react';
import { Link } from 'react-router-dom';
import { recordAddress } from '../parts/office.js';
import { ConfirmIdentity } from './confirm-identity.js';
import type { Submission } from './use-submission.js';

interface Props {
  readonly submission: Submission;
  /** Says what happens, with amount and person. */
  readonly button: string;
  readonly tone: 'primary' | 'danger';
  readonly isReady: boolean;
  /** The operator's limit, and whether this is within it. */
  readonly limit: React.ReactNode;
  readonly onCancel: () => void;
  readonly children: React.ReactNode;
}

/** The form in a dialog that changes money or credits. When the sign-in is too old it asks for it, then sends. */
export function ActionForm({ submission, limit, onCancel, children, ...act }: Props): React.ReactElement {
  const { fault, isSending, send } = submission;
  if (submission.needsIdentity) {
    return <ConfirmIdentity onDone={() => void send()} onCancel={submission.cancelIdentity} />;
  }
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form onSubmit={submit}>
      <div className="dialog-body">
        {children}
        {fault && Object.keys(fault.fields).length === 0 ? (
          <p className="fault small">
            {fault.message}
            {fault.product_id ? (
              <>
                {' '}
                <Link to={recordAddress('products', fault.product_id)}>Open the product</Link>
              </>
            ) : null}
          </p>
        ) : null}
      </div>
      <div className="dialog-foot">
        {limit}
        <span className="row">
          <button type="button" className="btn" onClick={onCancel}>
            Not now
          </button>
          <button type="submit" className={`btn ${act.tone}`} disabled={isSending || !act.isReady}>
            {act.button}
          </button>
        </span>
      </div>
    </form>
  );
}
