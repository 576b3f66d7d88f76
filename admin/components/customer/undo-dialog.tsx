import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { credits, firstName } from '../parts/format.js';
import type { Page } from './types.js';

const UNSAID = { reason: '', ticket: '' };

interface Props {
  readonly page: Page;
  readonly adjustment_id: string;
  readonly onClose: (isDone: boolean) => void;
}

/** Undoes an adjustment as a whole, also where it was taken from several grants and so tells in several lines. */
export function UndoDialog({ page, adjustment_id, onClose }: Props): React.ReactElement {
  const { customer, timeline } = page;
  const [why, setWhy] = useState(UNSAID);
  const submission = useSubmission(
    `/resources/customers/records/${customer.id}/undoAdjustment`,
    { adjustment_id, ...why },
    () => onClose(true),
  );
  const lines = timeline.filter((item) => item.adjustment_id === adjustment_id);
  const adjusted = lines.reduce((sum, item) => sum + (item.credits ?? 0), 0);
  const sum = `${credits(Math.abs(adjusted))} credits`;
  const name = firstName(customer.name, customer.email);
  const by = lines[0]?.by ?? 'An operator';
  const close = () => onClose(false);
  return (
    <Dialog
      title="Undo adjustment"
      about={adjusted > 0 ? `${by} gave ${name} ${sum}.` : `${by} took ${sum} from ${name}.`}
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button={adjusted > 0 ? `Take back ${sum} from ${name}` : `Return ${sum} to ${name}`}
        tone={adjusted > 0 ? 'danger' : 'primary'}
        isReady
        limit={
          <span className="small muted">Your limit is {credits(page.may.adjust_a_time ?? 0)} at a time</span>
        }
        onCancel={close}
      >
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} isFirst />
      </ActionForm>
    </Dialog>
  );
}
