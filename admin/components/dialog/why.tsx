import React from 'react';
import type { CallRefused } from '../parts/calls.js';
import { Field, Tick } from './fields.js';

/** What every change of money or credits carries. */
export interface Why {
  readonly reason: string;
  readonly ticket: string;
  /** Whether the customer is told by mail. */
  readonly notify: boolean;
}

export const NO_REASON_YET: Why = { reason: '', ticket: '', notify: true };

interface Props {
  readonly why: Why;
  readonly onChange: (why: Why) => void;
  readonly fault: CallRefused | undefined;
  /** Who would be told. */
  readonly name: string;
}

export function WhyFields({ why, onChange, fault, name }: Props): React.ReactElement {
  return (
    <>
      <div className="row why">
        <Field
          label="Reason"
          maxLength={500}
          value={why.reason}
          onChange={(reason) => onChange({ ...why, reason })}
          fault={fault?.fields.reason}
        />
        <Field
          label="Ticket"
          optional
          maxLength={100}
          value={why.ticket}
          onChange={(ticket) => onChange({ ...why, ticket })}
          fault={fault?.fields.ticket}
        />
      </div>
      <Tick
        label={`Tell ${name} by mail`}
        value={why.notify}
        onChange={(notify) => onChange({ ...why, notify })}
      />
    </>
  );
}
