import React from 'react';
import { card, money } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { StripeId } from './stripe-id.js';
import type { Unregistered } from './types.js';

interface Props {
  readonly charges: readonly Unregistered[];
  readonly onRegister: ((charge: Unregistered) => void) | undefined;
}

/** Money that Stripe took, and nothing says for what: it gave no credits. Nothing where there is none. */
export function UnregisteredTable({ charges, onRegister }: Props): React.ReactElement | null {
  if (charges.length === 0) return null;
  return (
    <section className="card table-card below" aria-label="Charged at Stripe, not registered here">
      <div className="card-head">
        <h2>Charged at Stripe, not registered here</h2>
      </div>
      <table className="list">
        <thead>
          <tr>
            <th>When</th>
            <th>At Stripe</th>
            <th>Card</th>
            <th className="n">Amount</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {charges.map((charge) => (
            <tr key={charge.discrepancy_id}>
              <td data-label="When" className="nowrap">
                <Moment at={charge.created_at} />
              </td>
              <td data-label="At Stripe" className="small">
                {charge.description}
                <div>
                  <StripeId id={charge.stripe_payment_intent_id ?? charge.stripe_charge_id} />
                </div>
              </td>
              <td data-label="Card" className="nowrap">
                {card(charge.card_brand, charge.card_last4)}
              </td>
              <td data-label="Amount" className="n">
                {money(charge.received_minor, charge.currency)}
              </td>
              <td className="n">
                {onRegister ? (
                  <button type="button" className="btn small" onClick={() => onRegister(charge)}>
                    Register …
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
