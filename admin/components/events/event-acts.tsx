import type { RecordJSON, ResourceJSON } from 'adminjs';
import React, { useState } from 'react';
import { ActButton } from '../dialog/act-button.js';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { ReasonFields } from '../dialog/why.js';

/** Asks Stripe for what no webhook told of. */
export function FetchMissed({
  resource,
  onDone,
}: {
  resource: ResourceJSON;
  onDone: () => void;
}): React.ReactElement | null {
  const may = resource.resourceActions.some((action) => action.name === 'fetchMissed');
  return may ? (
    <ActButton
      path={`/resources/${resource.id}/actions/fetchMissed`}
      words="Fetch missed events"
      onDone={onDone}
    />
  ) : null;
}

interface Props {
  readonly record: RecordJSON;
  readonly onDone: () => void;
}

/** Has one event worked on again, or puts it aside where it was given up. */
export function EventActs({ record, onDone }: Props): React.ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const may = (name: string) => record.recordActions.some((action) => action.name === name);
  if (!may('replay')) return null;
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onDone();
  };
  return (
    <p className="row below">
      <ActButton path={`${addressOf(record)}/replay`} words="Work on it again" onDone={onDone} />
      {record.params.state === 'dead' ? (
        <button type="button" className="btn" onClick={() => setOpen(true)}>
          Dismiss
        </button>
      ) : null}
      {isOpen ? <DismissDialog record={record} onClose={close} /> : null}
    </p>
  );
}

function addressOf({ id }: RecordJSON): string {
  return `/resources/stripe-events/records/${id}`;
}

function DismissDialog({
  record,
  onClose,
}: {
  record: RecordJSON;
  onClose: (isDone: boolean) => void;
}): React.ReactElement {
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const submission = useSubmission(`${addressOf(record)}/dismiss`, why, () => onClose(true));
  const close = () => onClose(false);
  return (
    <Dialog
      title="Dismiss this event"
      about="It is not worked on, and leaves the list of what was given up. Nothing changes at Stripe."
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button="Dismiss it"
        tone="primary"
        isReady
        limit={<span />}
        onCancel={close}
      >
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} isFirst />
      </ActionForm>
    </Dialog>
  );
}
