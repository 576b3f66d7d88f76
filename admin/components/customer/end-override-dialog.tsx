import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { overrideWords } from './overrides-tab.js';
import type { Override, Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly override: Override;
  readonly onClose: (isDone: boolean) => void;
}

/** Ends an override before its time. */
export function EndOverrideDialog({ page, override, onClose }: Props): React.ReactElement {
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const submission = useSubmission(
    `/resources/customers/records/${page.customer.id}/endOverride`,
    { override_id: override.id, ...why },
    () => onClose(true),
  );
  const close = () => onClose(false);
  return (
    <Dialog
      title="End override"
      about={`${overrideWords(override)}: ${override.owner} set it, “${override.reason}”.`}
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button="End it now"
        tone="primary"
        isReady
        limit={<span className="small muted">The customer is back to what holds for everybody</span>}
        onCancel={close}
      >
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} isFirst />
      </ActionForm>
    </Dialog>
  );
}
