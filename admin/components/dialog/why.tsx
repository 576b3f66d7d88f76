import React from 'react';
import type { CallRefused } from '../parts/calls.js';
import { Field, Tick } from './fields.js';

/** Why something is done, in the operator's own words. */
export interface Reason {
  readonly reason: string;
  readonly ticket: string;
}

/** What every change of money or credits carries. */
export interface Why extends Reason {
  /** Whether the customer is told by mail. */
  readonly notify: boolean;
}

export const NO_REASON_YET: Why = { reason: '', ticket: '', notify: true };

/** The mail and the statement leave an operator's reason out. */
export const FOR_COLLEAGUES = 'For colleagues: the customer does not see it.';

interface ReasonProps<Given extends Reason> {
  readonly why: Given;
  readonly onChange: (why: Given) => void;
  readonly fault: CallRefused | undefined;
  /** Who reads the reason. */
  readonly hint?: string | undefined;
  readonly isFirst?: true;
}

export function ReasonFields<Given extends Reason>({
  why,
  onChange,
  fault,
  ...reason
}: ReasonProps<Given>): React.ReactElement {
  return (
    <div className="row why">
      <Field
        label="Reason"
        maxLength={500}
        {...reason}
        value={why.reason}
        onChange={(text) => onChange({ ...why, reason: text })}
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
  );
}

interface Props extends ReasonProps<Why> {
  /** Who would be told. */
  readonly name: string;
}

export function WhyFields({ name, ...fields }: Props): React.ReactElement {
  const { why, onChange } = fields;
  return (
    <>
      <ReasonFields {...fields} />
      <Tick
        label={`Tell ${name} by mail`}
        value={why.notify}
        onChange={(notify) => onChange({ ...why, notify })}
      />
    </>
  );
}
