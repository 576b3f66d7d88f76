import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { CatalogueEffect } from './effect.js';
import type { Preview } from './types.js';

interface Props {
  /** The record's address in the API. */
  readonly record: string;
  readonly title: string;
  readonly about: string;
  readonly button: string;
  readonly tone?: 'primary' | 'danger';
  /** Only what is to be another; nothing asks and sends nothing. */
  readonly change: object | undefined;
  /** The actions by which it is foretold and made. */
  readonly actions?: readonly [preview: string, act: string];
  readonly fields?: (faults: Readonly<Record<string, string>>) => React.ReactNode;
  readonly onClose: (isDone: boolean) => void;
}

/** A change of a product or a price: fields, what it does price by price, and why. */
export function CatalogueDialog(props: Props): React.ReactElement {
  const { record, title, about, button, change, fields, onClose, tone = 'primary' } = props;
  const [previewing, acting] = props.actions ?? (['previewChange', 'change'] as const);
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const { preview, fault, isStale } = usePreview<Preview>(`${record}/${previewing}`, change);
  const submission = useSubmission(`${record}/${acting}`, { ...change, ...why }, () => onClose(true));
  const close = () => onClose(false);
  return (
    <Dialog title={title} about={about} onClose={close}>
      <ActionForm
        submission={submission}
        button={button}
        tone={tone}
        isReady={change !== undefined && !isStale && fault === undefined}
        limit={<span className="small muted">Goes to Stripe first</span>}
        onCancel={close}
      >
        {fields?.({ ...fault?.fields, ...submission.fault?.fields })}
        {change ? <CatalogueEffect preview={preview} isStale={isStale} /> : null}
        {submission.fault?.fields.form ? <p className="fault small">{submission.fault.fields.form}</p> : null}
        <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} />
      </ActionForm>
    </Dialog>
  );
}
