import React, { useState } from 'react';
import { card, credits, money } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { State } from '../parts/states.js';
import { PaymentDetails } from './payment-details.js';
import type { Payment } from './types.js';

interface Props {
  readonly payments: readonly Payment[];
  readonly onRefund: ((payment: Payment) => void) | undefined;
}

/** Payments with what became of them. Each opens to what Stripe calls it and to what went back. */
export function PaymentsTable({ payments, onRefund }: Props): React.ReactElement {
  return (
    <table className="list payments">
      <thead>
        <tr>
          <th>When</th>
          <th>What</th>
          <th>Card</th>
          <th>State</th>
          <th className="n">Amount</th>
          <th className="n">Credits left of it</th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <PaymentRow key={payment.id} payment={payment} onRefund={onRefund} />
        ))}
      </tbody>
    </table>
  );
}

function PaymentRow({
  payment,
  onRefund,
}: {
  payment: Payment;
  onRefund: Props['onRefund'];
}): React.ReactElement {
  const [isOpen, setOpen] = useState(false);
  const failed = payment.status === 'failed';
  return (
    <>
      <tr className={isOpen ? 'open' : ''}>
        <td data-label="When" className="nowrap">
          <Moment at={payment.created_at} />
        </td>
        <td data-label="What">
          <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {payment.description || 'Payment'}
          </button>
          <div className="xs muted">{payment.failure?.reason ?? payment.receipt_number}</div>
        </td>
        <td data-label="Card" className="nowrap">
          {card(payment.card_brand, payment.card_last4)}
        </td>
        <td data-label="State">
          <State of="payment" value={stateOf(payment)} />
        </td>
        <td data-label="Amount" className={failed ? 'n muted' : 'n'}>
          {money(payment.amount_minor, payment.currency)}
          {payment.refunded_minor > 0 ? (
            <div className="xs muted">−{money(payment.refunded_minor, payment.currency)}</div>
          ) : null}
          {payment.refunds.some(({ status }) => status === 'failed') ? (
            <div className="xs fault">a refund failed</div>
          ) : null}
        </td>
        <td data-label="Credits left of it" className="n">
          {payment.credits_bought > 0 ? (
            `${credits(payment.credits_left)} of ${credits(payment.credits_bought)}`
          ) : (
            <span className="muted">–</span>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr className="details">
          <td colSpan={6}>
            <PaymentDetails payment={payment} onRefund={onRefund} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function stateOf(payment: Payment): string {
  if (payment.dispute) return payment.dispute === 'lost' ? 'dispute_lost' : 'disputed';
  if (payment.refunded_minor === 0) return payment.status;
  return payment.refunded_minor < payment.amount_minor ? 'partly_refunded' : 'refunded';
}
