import React, { useState } from 'react';
import { StripeDialog } from '../dialog/stripe-dialog.js';
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
  const { record, title, about, button, change, fields, onClose, tone } = props;
  const [previewing, acting] = props.actions ?? (['previewChange', 'change'] as const);
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const { preview, fault, isStale } = usePreview<Preview>(`${record}/${previewing}`, change);
  const submission = useSubmission(`${record}/${acting}`, { ...change, ...why }, () => onClose(true));
  return (
    <StripeDialog
      title={title}
      about={about}
      button={button}
      tone={tone}
      isReady={change !== undefined && !isStale && fault === undefined}
      submission={submission}
      onClose={() => onClose(false)}
    >
      {fields?.({ ...fault?.fields, ...submission.fault?.fields })}
      {change ? <CatalogueEffect preview={preview} isStale={isStale} /> : null}
      {submission.fault?.fields.form ? <p className="fault small">{submission.fault.fields.form}</p> : null}
      <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} />
    </StripeDialog>
  );
}
