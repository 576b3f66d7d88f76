import React from 'react';
import { Choice, Field } from '../dialog/fields.js';

/** What the first price of a product makes of it. */
export const KINDS = [
  ['plan', 'A plan, paid each period'],
  ['pack', 'A pack, paid once'],
] as const;

export interface PriceForm {
  readonly amount: string;
  readonly currency: string;
  readonly billing_interval: 'month' | 'year' | 'once';
  readonly nickname: string;
  readonly credit_amount: string;
}

export const NO_PRICE_YET: PriceForm = {
  amount: '',
  currency: 'EUR',
  billing_interval: 'month',
  nickname: '',
  credit_amount: '',
};

const EACH = [
  ['month', 'Each month'],
  ['year', 'Each year'],
] as const;

interface Props {
  readonly form: PriceForm;
  readonly onChange: (form: PriceForm) => void;
  readonly faults: Readonly<Record<string, string>>;
  readonly isPlan: boolean;
  readonly isFirst?: true;
}

/** What is paid, how often and in what currency; and what customers see of it beside the amount. */
export function PriceFields({ form, onChange, faults, isPlan, isFirst }: Props): React.ReactElement {
  const set = (name: keyof PriceForm) => (value: string) => onChange({ ...form, [name]: value });
  return (
    <>
      <div className="row why">
        <Field
          label="Amount"
          inputMode="decimal"
          maxLength={20}
          {...(isFirst ? { isFirst } : {})}
          value={form.amount}
          onChange={set('amount')}
          fault={faults.amount}
        />
        <Field
          label="Currency"
          maxLength={3}
          value={form.currency}
          onChange={set('currency')}
          fault={faults.currency}
        />
      </div>
      {isPlan ? (
        <Choice
          label="Paid"
          choices={EACH}
          value={form.billing_interval === 'year' ? 'year' : 'month'}
          onChange={set('billing_interval')}
          fault={faults.billing_interval}
        />
      ) : null}
      <Field
        label="Name of the price"
        optional
        maxLength={200}
        value={form.nickname}
        onChange={set('nickname')}
        hint={isPlan ? 'For colleagues.' : 'Customers read it on receipts, such as “500 credits”.'}
        fault={faults.nickname}
      />
    </>
  );
}
