import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, NO_REASON_YET, WhyFields } from '../dialog/why.js';
import { card, day, firstName, money } from '../parts/format.js';
import { chosenOf, NOTHING_CHOSEN, RegisterFields, wishOf } from './register-fields.js';
import { RegistrationEffect } from './registration-effect.js';
import type { Preview } from './types.js';

interface Props {
  readonly discrepancy_id: string;
  readonly onClose: (isDone: boolean) => void;
}

/** Registers a payment that Stripe has and we lack: whose it is, what it was for, and what that does to the credits. */
export function RegisterDialog({ discrepancy_id, onClose }: Props): React.ReactElement {
  const [form, setForm] = useState(NOTHING_CHOSEN);
  const [why, setWhy] = useState(NO_REASON_YET);
  const [packs, setPacks] = useState<Preview['packs']>();
  const record = `/resources/discrepancies/records/${discrepancy_id}`;
  const chosen = chosenOf(form, packs);
  const { preview, fault, isStale } = usePreview<Preview>(
    `${record}/previewRegistration`,
    wishOf(form, chosen),
  );
  if (preview && preview.packs !== packs) setPacks(preview.packs);
  const { description } = form;
  const submission = useSubmission(
    `${record}/register`,
    { ...wishOf(form, chosen), ...(chosen ? {} : { description }), ...why },
    () => onClose(true),
  );
  const customer = preview?.customer;
  const name = customer ? firstName(customer.name, customer.email) : 'the customer';
  const close = () => onClose(false);
  return (
    <Dialog title="Register a payment" about={preview ? about(preview.charge) : '…'} onClose={close}>
      <ActionForm
        submission={submission}
        button={preview ? `Register ${sum(preview.charge)} for ${name}` : 'Register'}
        tone="primary"
        isReady={!isStale && fault === undefined && Boolean(customer)}
        limit={<span className="small muted">It cannot be registered twice</span>}
        onCancel={close}
      >
        {preview ? (
          <>
            <RegisterFields
              form={form}
              onChange={setForm}
              preview={preview}
              chosen={chosen}
              fault={submission.fault ?? fault}
            />
            <RegistrationEffect preview={preview} isStale={isStale} />
          </>
        ) : null}
        {fault && Object.keys(fault.fields).length === 0 ? (
          <p className="fault small">{fault.message}</p>
        ) : null}
        <WhyFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} name={name} />
      </ActionForm>
    </Dialog>
  );
}

function sum({ received_minor, currency }: Preview['charge']): string {
  return money(received_minor, currency);
}

function about(charge: Preview['charge']): string {
  const paid = charge.card_last4 ? ` with ${card(charge.card_brand, charge.card_last4)}` : '';
  const said = charge.description ? `: “${charge.description}”` : '';
  return `Stripe took ${sum(charge)} on ${day(charge.created_at)}${paid}${said}. Nothing there says what was bought.`;
}
