import React from 'react';
import { Field } from '../dialog/fields.js';

export interface ProductForm {
  readonly name: string;
  readonly description: string;
  readonly credit_amount: string;
  readonly trial_credit_amount: string;
}

export const NO_PRODUCT_YET: ProductForm = {
  name: '',
  description: '',
  credit_amount: '',
  trial_credit_amount: '',
};

interface Props {
  readonly form: ProductForm;
  readonly onChange: (form: ProductForm) => void;
  readonly faults: Readonly<Record<string, string>>;
  readonly isPlan: boolean;
}

/** What a product is called and gives. */
export function ProductFields({ form, onChange, faults, isPlan }: Props): React.ReactElement {
  const field = (name: keyof ProductForm) => ({
    value: form[name],
    onChange: (value: string) => onChange({ ...form, [name]: value }),
    fault: faults[name],
  });
  return (
    <>
      <Field label="Name" isFirst maxLength={200} {...field('name')} />
      <Field
        label="Description"
        optional
        maxLength={500}
        hint="Customers read it beside the price."
        {...field('description')}
      />
      <Field
        label={isPlan ? 'Credits each period' : 'Credits'}
        inputMode="numeric"
        maxLength={12}
        hint="Whole ones. A price may say another number."
        {...field('credit_amount')}
      />
      {isPlan ? (
        <Field
          label="Credits while on trial"
          optional
          inputMode="numeric"
          maxLength={12}
          {...field('trial_credit_amount')}
        />
      ) : null}
    </>
  );
}
