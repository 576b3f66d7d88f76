import React, { useState } from 'react';
import type { AdjustmentPreview } from '../../../src/credits/index.js';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, NO_REASON_YET, WhyFields } from '../dialog/why.js';
import { credits, firstName } from '../parts/format.js';
import { AdjustEffect } from './adjust-effect.js';
import { AdjustFields, NO_WISH_YET, wishOf } from './adjust-fields.js';
import type { Json, Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly onClose: (isDone: boolean) => void;
}

/** Gives credits or takes them back, showing before → after first. */
export function AdjustDialog({ page, onClose }: Props): React.ReactElement {
  const { customer, balance } = page;
  const [form, setForm] = useState(NO_WISH_YET);
  const [why, setWhy] = useState(NO_REASON_YET);
  const wish = wishOf(form);
  const record = `/resources/customers/records/${customer.id}`;
  const { preview, fault, isStale } = usePreview<Json<AdjustmentPreview>>(
    `${record}/previewAdjustment`,
    wish,
  );
  const submission = useSubmission(`${record}/adjustCredits`, { ...wish, ...why }, () => onClose(true));
  const name = firstName(customer.name, customer.email);
  const gives = form.direction === 'up';
  const sum = preview && !isStale ? `${credits(preview.amount)} ` : '';
  const close = () => onClose(false);
  return (
    <Dialog
      title="Adjust credits"
      about={`${customer.name || customer.email} has ${credits(balance.available)} credits available.`}
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button={gives ? `Give ${sum}credits to ${name}` : `Take ${sum}credits from ${name}`}
        tone={gives ? 'primary' : 'danger'}
        isReady={!isStale && fault === undefined && preview !== undefined}
        limit={
          <span className="small muted">Your limit is {credits(page.may.adjust_a_time ?? 0)} at a time</span>
        }
        onCancel={close}
      >
        <AdjustFields form={form} onChange={setForm} fault={submission.fault ?? fault} />
        {preview && wish && !fault ? <AdjustEffect preview={preview} isStale={isStale} /> : null}
        <WhyFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} name={name} />
      </ActionForm>
    </Dialog>
  );
}
