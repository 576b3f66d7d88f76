import React from 'react';
import { credits, day, money, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { State } from '../parts/states.js';
import { StripeId } from './stripe-id.js';
import type { Dispute, Payment } from './types.js';

/** What banks took back or ask about, how far each is, and what it means for the credits. Nothing where there is none. */
export function DisputesTable({ payments }: { payments: readonly Payment[] }): React.ReactElement | null {
  const disputes = payments.flatMap((payment) => payment.disputes.map((dispute) => ({ payment, dispute })));
  if (disputes.length === 0) return null;
  return (
    <section className="card table-card below" aria-label="Disputes">
      <div className="card-head">
        <h2>Disputes</h2>
      </div>
      <table className="list">
        <thead>
          <tr>
            <th>Since</th>
            <th>Payment</th>
            <th>State</th>
            <th className="n">Amount</th>
            <th>Credits</th>
            <th>At Stripe</th>
          </tr>
        </thead>
        <tbody>
          {disputes.map(({ payment, dispute }) => (
            <Row key={dispute.id} payment={payment} dispute={dispute} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ payment, dispute }: { payment: Payment; dispute: Dispute }): React.ReactElement {
  const { status, reason, amount_minor, currency, evidence_due_at, created_at, closed_at, stripe_id } =
    dispute;
  return (
    <tr>
      <td data-label="Since" className="nowrap">
        <Moment at={created_at} />
      </td>
      <td data-label="Payment">
        {payment.description || 'Payment'}
        <div className="xs muted">{words(reason)}</div>
      </td>
      <td data-label="State">
        <State of="dispute" value={status} />
        {evidence_due_at && !closed_at ? (
          <div className="xs muted">answer by {day(evidence_due_at)}</div>
        ) : null}
      </td>
      <td data-label="Amount" className="n">
        {money(amount_minor, currency)}
      </td>
      <td data-label="Credits">{effectOf(dispute)}</td>
      <td data-label="At Stripe" className="small">
        <StripeId id={stripe_id} />
      </td>
    </tr>
  );
}

/** "500 frozen", "300 taken, 200 owed". */
function effectOf({ frozen, taken, expired, debt, closed_at }: Dispute): string {
  const parts = [
    frozen > 0 ? `${credits(frozen)} frozen` : '',
    taken > 0 ? `${credits(taken)} taken` : '',
    expired > 0 ? `${credits(expired)} had expired` : '',
    debt > 0 ? `${credits(debt)} owed` : '',
  ].filter(Boolean);
  if (parts.length > 0) return parts.join(', ');
  return closed_at ? 'Given back' : 'None to freeze';
}
