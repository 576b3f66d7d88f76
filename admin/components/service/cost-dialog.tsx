import type { RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { Field } from '../dialog/fields.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { credits } from '../parts/format.js';

interface Props {
  readonly record: RecordJSON;
  readonly onClose: (isDone: boolean) => void;
}

/** Changes what a service costs everybody who has no cost of his own. */
export function CostDialog({ record, onClose }: Props): React.ReactElement {
  const [cost, setCost] = useState('');
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const submission = useSubmission(
    `/resources/services/records/${record.id}/changeCost`,
    { cost, ...why },
    () => onClose(true),
  );
  const name = String(record.params.name);
  const close = () => onClose(false);
  return (
    <Dialog
      title={`What ${name} costs`}
      about={`${credits(Number(record.params.cost))} credits a ${record.params.unit} now.`}
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button={
          cost.trim() === '' ? 'Change the cost' : `Charge ${cost.trim()} credits a ${record.params.unit}`
        }
        tone="primary"
        isReady={cost.trim() !== ''}
        limit={<span className="small muted">From now on; what was spent keeps its cost</span>}
        onCancel={close}
      >
        <Field
          label="Credits a use"
          inputMode="decimal"
          maxLength={15}
          isFirst
          value={cost}
          onChange={setCost}
          hint="0 makes it free; each use is recorded all the same."
          fault={submission.fault?.fields.cost}
        />
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} />
      </ActionForm>
    </Dialog>
  );
}
