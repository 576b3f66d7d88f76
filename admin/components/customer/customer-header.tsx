import React from 'react';
import { day } from '../parts/format.js';
import { office } from '../parts/office.js';
import { State } from '../parts/states.js';
import type { Page, Payment } from './types.js';

interface Props {
  readonly page: Page;
  readonly onAdjust: (() => void) | undefined;
  readonly onRefund: ((payment: Payment) => void) | undefined;
  readonly onWriteOff: (() => void) | undefined;
}

export function CustomerHeader({ page, onAdjust, onRefund, onWriteOff }: Props): React.ReactElement {
  const { customer } = page;
  const refundable = page.payments.find((payment) => payment.refundable_minor > 0);
  return (
    <div className="row between head">
      <div>
        <div className="row">
          <h1>{customer.name || customer.email}</h1>
          <State of="user" value={customer.status} />
          {customer.suspended_until ? <span className="chip bad">Suspended</span> : null}
          {customer.spending_frozen_until ? <span className="chip warn">Spending frozen</span> : null}
          {customer.email_verified_at ? null : <span className="chip warn">Address not confirmed</span>}
        </div>
        <p className="small muted about">
          {customer.name ? <span>{customer.email}</span> : null}
          <span>customer since {day(customer.created_at)}</span>
          {customer.stripe_customer_id ? <StripeLink id={customer.stripe_customer_id} /> : null}
        </p>
      </div>
      <div className="row">
        {onAdjust ? (
          <button type="button" className="btn" onClick={onAdjust}>
            Adjust credits
          </button>
        ) : null}
        {onWriteOff ? (
          <button type="button" className="btn" onClick={onWriteOff}>
            Write off debt
          </button>
        ) : null}
        {onRefund && refundable ? (
          <button type="button" className="btn primary" onClick={() => onRefund(refundable)}>
            Refund …
          </button>
        ) : null}
      </div>
    </div>
  );
}

function StripeLink({ id }: { id: string }): React.ReactElement {
  const dashboard = office().stripeDashboard;
  return (
    <span>
      <span className="mono">{id}</span>{' '}
      {dashboard ? (
        <a href={`${dashboard}/customers/${id}`} target="_blank" rel="noreferrer">
          Stripe ↗
        </a>
      ) : null}
    </span>
  );
}
