import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { firstName, words } from '../parts/format.js';
import { OverrideFields, type OverrideForm, type OverrideKind, overrideOf } from './override-fields.js';
import type { Page } from './types.js';

const EFFECTS: Readonly<Record<OverrideKind, string>> = {
  suspend: 'No service can be used and no credits spent, here or by API.',
  freeze_spending: 'Credits can be bought but not spent.',
  block_refunds: 'Nobody can refund this customer’s payments from here.',
  service_cost: 'One service costs this customer something else.',
};

interface Props {
  readonly page: Page;
  readonly onClose: (isDone: boolean) => void;
}

/** Makes an exception for this customer, with an owner, a reason and, mostly, an end. */
export function OverrideDialog({ page, onClose }: Props): React.ReactElement {
  const { customer, services, may } = page;
  const [form, setForm] = useState<OverrideForm>({
    kind: may.override[0] ?? 'suspend',
    service: services[0]?.slug ?? '',
    cost: '',
    ends_at: '',
  });
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const submission = useSubmission(
    `/resources/customers/records/${customer.id}/startOverride`,
    { ...overrideOf(form), ...why },
    () => onClose(true),
  );
  const close = () => onClose(false);
  return (
    <Dialog title="Add override" about={EFFECTS[form.kind]} onClose={close}>
      <ActionForm
        submission={submission}
        button={`${words(form.kind)} for ${firstName(customer.name, customer.email)}`}
        tone={form.kind === 'service_cost' ? 'primary' : 'danger'}
        isReady
        limit={<span className="small muted">It replaces the one of its kind that holds now</span>}
        onCancel={close}
      >
        <OverrideFields page={page} form={form} onChange={setForm} fault={submission.fault} />
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} />
      </ActionForm>
    </Dialog>
  );
}
