import React from 'react';
import { money } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { StripeId } from './stripe-id.js';
import type { Page } from './types.js';

/** Payments that a bank wanted confirmed, for which Stripe made no charge. Nothing where there is none. */
export function AttemptsTable({ attempts }: { attempts: Page['attempts'] }): React.ReactElement | null {
  if (attempts.length === 0) return null;
  return (
    <section className="card table-card below" aria-label="Not confirmed">
      <div className="card-head">
        <h2>Not confirmed</h2>
      </div>
      <table className="list">
        <thead>
          <tr>
            <th>When</th>
            <th>What</th>
            <th>Why</th>
            <th className="n">Amount</th>
            <th>At Stripe</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.stripe_payment_intent_id}>
              <td data-label="When" className="nowrap">
                <Moment at={attempt.created_at} />
              </td>
              <td data-label="What">
                {attempt.description}
                <div className="xs muted">{attempt.waiting ? 'waits for the customer' : 'given up'}</div>
              </td>
              <td data-label="Why" className="mono">
                {attempt.code}
              </td>
              <td data-label="Amount" className="n">
                {money(attempt.amount_minor, attempt.currency)}
              </td>
              <td data-label="At Stripe" className="small">
                <StripeId id={attempt.stripe_payment_intent_id} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
