import React from 'react';
import { Choice, Field } from '../dialog/fields.js';
import type { CallRefused } from '../parts/calls.js';
import { credits, money } from '../parts/format.js';
import type { Preview } from './types.js';

type Pack = Preview['packs'][number];

export interface Form {
  /** Undefined as long as nothing was chosen: then what costs just what was charged. */
  readonly price_id: string | undefined;
  readonly email: string;
  readonly description: string;
}

export const NOTHING_CHOSEN: Form = { price_id: undefined, email: '', description: '' };

/** The choice of money that bought nothing. */
const NO_CREDITS = '';

/** The pack that it was for; undefined where it bought no credits. */
export function chosenOf({ price_id }: Form, packs: readonly Pack[] = []): Pack | undefined {
  if (price_id === undefined) return packs.find(({ fits }) => fits);
  return packs.find((pack) => pack.price_id === price_id);
}

/** What the server is asked. */
export function wishOf({ email }: Form, chosen: Pack | undefined): object {
  const named = email.trim();
  return { price_id: chosen?.price_id ?? null, ...(named.includes('@') ? { email: named } : {}) };
}

interface Props {
  readonly form: Form;
  readonly onChange: (form: Form) => void;
  readonly preview: Preview;
  readonly chosen: Pack | undefined;
  readonly fault: CallRefused | undefined;
}

/** Whose it is, where nobody knows, and what it was for. */
export function RegisterFields({ form, onChange, preview, chosen, fault }: Props): React.ReactElement {
  const { charge, packs } = preview;
  return (
    <>
      {charge.user_id ? null : (
        <Field
          label="Customer’s email address"
          value={form.email}
          onChange={(email) => onChange({ ...form, email })}
          fault={fault?.fields.email ?? (fault?.code === 'unknown_customer' ? fault.message : undefined)}
          isFirst
        />
      )}
      <Choice
        label="What it was for"
        choices={[
          ...packs.map((pack) => [pack.price_id, wordsOf(pack, charge)] as const),
          [NO_CREDITS, 'A payment without credits'],
        ]}
        value={chosen?.price_id ?? NO_CREDITS}
        onChange={(price_id) => onChange({ ...form, price_id })}
        fault={fault?.fields.price_id}
      />
      {chosen ? null : (
        <Field
          label="On the receipt"
          optional
          maxLength={200}
          value={form.description}
          onChange={(description) => onChange({ ...form, description })}
          hint={`The customer reads it. Left empty it says “${charge.description || 'Payment'}”.`}
          fault={fault?.fields.description}
        />
      )}
    </>
  );
}

/** "2 × 500 credits (1,000 credits)", "500 credits"; of what costs another amount, how much. */
function wordsOf(
  { name, quantity, due_minor, fits, ...pack }: Pack,
  { currency }: Preview['charge'],
): string {
  const gives = `${credits(pack.credits)} credits`;
  const what = quantity === 1 ? name : `${quantity} × ${name}`;
  const whole = what === gives ? what : `${what} (${gives})`;
  return fits ? whole : `${whole}, which costs ${money(due_minor, currency)}`;
}
