import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { Field } from '../dialog/fields.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, NO_REASON_YET, WhyFields } from '../dialog/why.js';
import { credits, firstName } from '../parts/format.js';
import type { Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly onClose: (isDone: boolean) => void;
}

/** Forgives debt, all of it unless less is entered, showing before → after first. */
export function WriteOffDialog({ page, onClose }: Props): React.ReactElement {
  const { customer, balance } = page;
  const [amount, setAmount] = useState(credits(balance.debt));
  const [why, setWhy] = useState(NO_REASON_YET);
  const submission = useSubmission(
    `/resources/customers/records/${customer.id}/writeOffDebt`,
    { amount, ...why },
    () => onClose(true),
  );
  const name = firstName(customer.name, customer.email);
  const wanted = hundredths(amount);
  const isPossible = wanted !== undefined && wanted > 0 && wanted <= balance.debt;
  const close = () => onClose(false);
  return (
    <Dialog
      title="Write off debt"
      about={`${customer.name || customer.email} owes ${credits(balance.debt)} credits: they were used before their money went back.`}
      onClose={close}
    >
      <ActionForm
        submission={submission}
        button={isPossible ? `Write off ${credits(wanted)} credits that ${name} owes` : 'Write off'}
        tone="danger"
        isReady={isPossible}
        limit={<span className="small muted">This cannot be undone</span>}
        onCancel={close}
      >
        <Field
          label="Credits"
          value={amount}
          onChange={setAmount}
          fault={submission.fault?.fields.amount ?? (isPossible ? undefined : faultOf(balance.debt))}
          inputMode="decimal"
          isFirst
        />
        <table className="effect">
          <tbody>
            <tr className="sum">
              <td>Owed afterwards</td>
              <td className="n">
                {credits(balance.debt)} → {isPossible ? credits(balance.debt - wanted) : '–'}
              </td>
            </tr>
          </tbody>
        </table>
        <WhyFields why={why} onChange={setWhy} fault={submission.fault} hint={FOR_COLLEAGUES} name={name} />
      </ActionForm>
    </Dialog>
  );
}

function faultOf(debt: number): string {
  return `Enter a number of credits, at most the ${credits(debt)} that are owed.`;
}

/** As the server reads it ("1,200", "12.5"); undefined for what it would refuse. */
function hundredths(text: string): number | undefined {
  const plain = text.trim().replaceAll(',', '');
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
}
