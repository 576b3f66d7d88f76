import React, { useState } from 'react';
import { Segments } from '../dialog/fields.js';
import { StripeDialog } from '../dialog/stripe-dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, ReasonFields } from '../dialog/why.js';
import { KINDS, NO_PRICE_YET, PriceFields } from './price-fields.js';
import { NO_PRODUCT_YET, ProductFields } from './product-fields.js';

/** Makes a plan or a pack with its first price. */
export function NewProductDialog({ onClose }: { onClose: (isDone: boolean) => void }): React.ReactElement {
  const [kind, setKind] = useState<'plan' | 'pack'>('pack');
  const [form, setForm] = useState(NO_PRODUCT_YET);
  const [price, setPrice] = useState(NO_PRICE_YET);
  const [why, setWhy] = useState({ reason: '', ticket: '' });
  const isPlan = kind === 'plan';
  const body = {
    ...price,
    ...form,
    ...(isPlan ? {} : { billing_interval: 'once', trial_credit_amount: '' }),
    ...why,
  };
  const submission = useSubmission('/resources/products/actions/create', body, () => onClose(true));
  const faults = submission.fault?.fields ?? {};
  // What was refused may be made in part: the list is read again.
  const close = () => onClose(submission.fault !== undefined);
  return (
    <StripeDialog
      title="New product"
      about="Made at Stripe, and on sale as soon as it is there."
      button={form.name ? `Make ${form.name} and sell it` : 'Make it and sell it'}
      isReady={form.name.trim() !== '' && price.amount.trim() !== '' && form.credit_amount.trim() !== ''}
      submission={submission}
      onClose={close}
    >
      <Segments legend="What it is" choices={KINDS} value={kind} onChange={setKind} />
      <ProductFields form={form} onChange={setForm} faults={faults} isPlan={isPlan} />
      <PriceFields form={price} onChange={setPrice} faults={faults} isPlan={isPlan} />
      <ReasonFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} />
    </StripeDialog>
  );
}
