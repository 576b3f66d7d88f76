import React from 'react';
import { moneyInput, parseMoney } from '../../../src/platform/money.js';
import { Field } from '../dialog/fields.js';
import { card, day, money } from '../parts/format.js';
import type { Payment } from './types.js';

interface AmountProps {
  readonly payment: Payment;
  readonly amount: string;
  readonly onChange: (amount: string) => void;
  readonly fault: string | undefined;
}

/** How much goes back: all that is left to begin with. */
export function RefundAmount({ payment, amount, onChange, fault }: AmountProps): React.ReactElement {
  const { currency, refundable_minor } = payment;
  const half = moneyInput(Math.floor(refundable_minor / 2), currency);
  return (
    <div className="row amount">
      <Field
        label={`Amount, ${currency.toUpperCase()}`}
        inputMode="decimal"
        maxLength={20}
        isFirst
        value={amount}
        onChange={onChange}
        fault={fault ?? aboveWhatIsLeft(payment, amount)}
      />
      <p className="small muted">
        of {money(refundable_minor, currency)} still refundable ·{' '}
        <button type="button" className="link" onClick={() => onChange(half)}>
          half
        </button>
      </p>
    </div>
  );
}

function aboveWhatIsLeft({ currency, refundable_minor }: Payment, amount: string): string | undefined {
  const typed = typedMinor(amount, currency);
  const isAbove = typed !== undefined && typed > refundable_minor;
  return isAbove ? `Only ${money(refundable_minor, currency)} can still go back.` : undefined;
}

/** What was typed, in minor units; undefined while it is no amount. */
export function typedMinor(amount: string, currency: string): number | undefined {
  try {
    return parseMoney(amount, currency);
  } catch {
    return undefined;
  }
}

interface WhichProps {
  readonly payments: readonly Payment[];
  readonly chosen: Payment;
  readonly onChoose: (payment: Payment) => void;
}

/** Which payment, where there is a choice. */
export function WhichPayment({ payments, chosen, onChoose }: WhichProps): React.ReactElement | null {
  const refundable = payments.filter((payment) => payment.refundable_minor > 0);
  if (refundable.length < 2) return null;
  const choose = (id: string) => onChoose(refundable.find((payment) => payment.id === id) ?? chosen);
  return (
    <label className="field">
      <span>Payment</span>
      <select className="input" value={chosen.id} onChange={(event) => choose(event.target.value)}>
        {refundable.map(({ id, created_at, description, amount_minor, currency, card_brand, card_last4 }) => (
          <option key={id} value={id}>
            {day(created_at)}: {description || 'Payment'}, {money(amount_minor, currency)},{' '}
            {card(card_brand, card_last4)}
          </option>
        ))}
      </select>
    </label>
  );
}
