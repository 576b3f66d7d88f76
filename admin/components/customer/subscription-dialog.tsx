import React from 'react';
import { StripeDialog } from '../dialog/stripe-dialog.js';
import { useSubmission } from '../dialog/use-submission.js';
import { FOR_COLLEAGUES, NO_REASON_YET, WhyFields } from '../dialog/why.js';
import { firstName } from '../parts/format.js';
import type { Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly title: string;
  readonly about: string;
  readonly button: string;
  readonly tone?: 'primary' | 'danger';
  /** The version of the subscription that the dialog is about: if it is another by now, nothing is done. */
  readonly shown: string;
  /** What is sent beside the reason. */
  readonly change: object;
  readonly isReady?: boolean;
  readonly children?: React.ReactNode;
  readonly onClose: (isDone: boolean) => void;
}

/** What every change of a subscription has: what it means, why it is made, whether the customer is told. */
export function SubscriptionDialog(props: Props): React.ReactElement {
  const { page, shown, change, isReady = true, children, onClose, ...words } = props;
  const { customer } = page;
  const [why, setWhy] = React.useState(NO_REASON_YET);
  const path = `/resources/customers/records/${customer.id}/changeSubscription`;
  const submission = useSubmission(path, { ...change, ...why, shown }, () => onClose(true));
  // What was refused may be so because the page is old: it is read again.
  const close = () => onClose(submission.fault !== undefined);
  return (
    <StripeDialog {...words} isReady={isReady} submission={submission} onClose={close}>
      {children}
      <WhyFields
        why={why}
        onChange={setWhy}
        fault={submission.fault}
        hint={FOR_COLLEAGUES}
        name={firstName(customer.name, customer.email)}
      />
    </StripeDialog>
  );
}

/** Rows of what comes of it; a row without a value is left out. */
export function Consequences({
  rows,
  isStale,
}: {
  rows: readonly (readonly [name: string, value: string | undefined])[] | undefined;
  isStale: boolean;
}): React.ReactElement {
  if (!rows) return <div className="effect waiting" />;
  return (
    <table className={isStale ? 'effect stale' : 'effect'}>
      <tbody>
        {rows.map(([name, value]) =>
          value === undefined ? null : (
            <tr key={name}>
              <td>{name}</td>
              <td className="n">{value}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
