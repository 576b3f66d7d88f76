import React from 'react';
import { money, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { office, ROOT } from '../parts/office.js';
import { State } from '../parts/states.js';
import type { Payment } from './types.js';

interface Props {
  readonly payment: Payment;
  readonly onRefund: ((payment: Payment) => void) | undefined;
}

export function PaymentDetails({ payment, onRefund }: Props): React.ReactElement {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Charge', payment.stripe_charge_id],
    ['Payment intent', payment.stripe_payment_intent_id],
    ['Checkout', payment.stripe_checkout_session_id],
    ['Invoice', payment.stripe_invoice_id],
    ['Decline code', payment.failure?.code ?? null],
  ];
  const dashboard = office().stripeDashboard;
  return (
    <div className="payment-details">
      <dl>
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {payment.refunds.map((refund) => (
        <p key={refund.id} className="small row">
          <span>
            {money(refund.amount_minor, payment.currency)} back on <Moment at={refund.created_at} />
          </span>
          <State of="refund" value={refund.status} />
          <State of="policy" value={refund.policy} />
          {refund.failure_reason ? <span className="fault">{words(refund.failure_reason)}</span> : null}
          {refund.reason ? <span className="muted">“{refund.reason}”</span> : null}
        </p>
      ))}
      <p className="row">
        {onRefund && payment.refundable_minor > 0 ? (
          <button type="button" className="btn" onClick={() => onRefund(payment)}>
            Refund …
          </button>
        ) : null}
        {payment.receipt_number ? (
          <a className="small" href={`${ROOT}/downloads/payments/${payment.id}/receipt.pdf`} download>
            Receipt {payment.receipt_number}
          </a>
        ) : null}
        {dashboard ? (
          <a
            className="small"
            href={`${dashboard}/payments/${payment.stripe_payment_intent_id ?? payment.stripe_charge_id}`}
            target="_blank"
            rel="noreferrer"
          >
            Stripe ↗
          </a>
        ) : null}
      </p>
    </div>
  );
}
