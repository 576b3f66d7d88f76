import React from 'react';
import { Field, Segments } from '../dialog/fields.js';
import type { CallRefused } from '../parts/calls.js';

const DIRECTIONS = [
  ['up', 'Give'],
  ['down', 'Take back'],
] as const;
const TYPES = [
  ['pay_as_you_go', 'Pay-as-you-go, never expire'],
  ['promotional', 'Promotional, expire'],
] as const;

export interface AdjustForm {
  readonly direction: 'up' | 'down';
  readonly amount: string;
  readonly type: 'pay_as_you_go' | 'promotional';
  /** A date, for promotional credits. */
  readonly expires_at: string;
}

export const NO_WISH_YET: AdjustForm = { direction: 'up', amount: '', type: 'pay_as_you_go', expires_at: '' };

/** What the form asks for; undefined while something needed is missing. */
export function wishOf({ direction, amount, type, expires_at }: AdjustForm): object | undefined {
  if (amount.trim() === '') return undefined;
  if (direction === 'down') return { direction, amount };
  if (type === 'pay_as_you_go') return { direction, amount, type };
  return expires_at === '' ? undefined : { direction, amount, type, expires_at };
}

/** A fault that belongs to no field is about the amount: too much, or above the limit. */
function wholeFault(fault: CallRefused | undefined): string | undefined {
  return fault && Object.keys(fault.fields).length === 0 ? fault.message : undefined;
}

interface Props {
  readonly form: AdjustForm;
  readonly onChange: (form: AdjustForm) => void;
  readonly fault: CallRefused | undefined;
}

export function AdjustFields({ form, onChange, fault }: Props): React.ReactElement {
  const gives = form.direction === 'up';
  return (
    <>
      <Segments
        legend="What to do"
        choices={DIRECTIONS}
        value={form.direction}
        onChange={(direction) => onChange({ ...form, direction })}
      />
      <Field
        label="Credits"
        inputMode="decimal"
        maxLength={15}
        isFirst
        value={form.amount}
        onChange={(amount) => onChange({ ...form, amount })}
        fault={fault?.fields.amount ?? wholeFault(fault)}
      />
      {gives ? (
        <Segments
          legend="Which kind"
          choices={TYPES}
          value={form.type}
          onChange={(type) => onChange({ ...form, type })}
        />
      ) : null}
      {gives && form.type === 'promotional' ? (
        <Field
          label="Until the end of"
          type="date"
          value={form.expires_at}
          onChange={(expires_at) => onChange({ ...form, expires_at })}
          fault={fault?.fields.expires_at}
        />
      ) : null}
    </>
  );
}
