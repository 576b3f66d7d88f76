import React, { useId } from 'react';
import { FIRST } from './dialog.js';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault?: string | undefined;
  /** What to know before typing; a fault takes its place. */
  readonly hint?: string | undefined;
  readonly optional?: true;
  readonly type?: 'text' | 'date' | 'password';
  /** Where typing begins when the dialog opens. */
  readonly isFirst?: true;
  readonly inputMode?: 'decimal' | 'numeric';
  readonly autoComplete?: string;
  readonly maxLength?: number;
}

/** A labelled field that says at itself what is wrong with it. */
export function Field({
  label,
  value,
  onChange,
  fault,
  hint,
  optional,
  isFirst,
  ...input
}: FieldProps): React.ReactElement {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional ? <span className="muted">optional</span> : null}
      </label>
      <input
        id={id}
        className={isFirst ? `input ${FIRST}` : 'input'}
        autoComplete="off"
        {...input}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {note ? (
        <p id={`${id}-note`} className={fault ? 'fault xs' : 'hint xs muted'}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

interface SegmentsProps<Choice extends string> {
  readonly legend: string;
  readonly choices: readonly (readonly [value: Choice, label: string])[];
  readonly value: Choice;
  readonly onChange: (value: Choice) => void;
}

/** One of a few, side by side. */
export function Segments<Choice extends string>({
  legend,
  choices,
  value,
  onChange,
}: SegmentsProps<Choice>): React.ReactElement {
  const name = useId();
  return (
    <fieldset className="field">
      <legend>{legend}</legend>
      <div className="seg">
        {choices.map(([choice, label]) => (
          <label key={choice} className={choice === value ? 'on' : ''}>
            <input type="radio" name={name} checked={choice === value} onChange={() => onChange(choice)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly (readonly [value: Value, label: string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly fault?: string | undefined;
}

/** One of several, from a list. */
export function Choice<Value extends string>({
  label,
  choices,
  value,
  onChange,
  fault,
}: ChoiceProps<Value>): React.ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {choices.map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </select>
      {fault ? (
        <p id={`${id}-note`} className="fault xs">
          {fault}
        </p>
      ) : null}
    </div>
  );
}

interface TickProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Tick({ label, value, onChange }: TickProps): React.ReactElement {
  return (
    <label className="tick small">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
