import type { BasePropertyJSON } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { words } from '../parts/format.js';
import { columnOf } from '../parts/resources.js';
import { stateWord } from '../parts/states.js';

interface Props {
  readonly property: BasePropertyJSON;
  /** What the address says of a filter; empty when it is not set. */
  readonly stored: (name: string) => string;
  readonly onSet: (name: string, value: string) => void;
}

/** The filter of one column, in the form that suits its type. */
export function FilterField({ property, stored, onSet }: Props): React.ReactElement | null {
  const { label } = columnOf(property);
  const name = property.propertyPath;
  const field = { label, value: stored(name), onSet: (value: string) => onSet(name, value) };
  if (property.type === 'datetime') return <Span label={label} name={name} stored={stored} onSet={onSet} />;
  if (property.availableValues) return <Choice {...field} property={property} />;
  // An id that only links set: nobody types one.
  if (property.type === 'reference') return field.value ? <Only {...field} /> : null;
  return <Text {...field} />;
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onSet: (value: string) => void;
}

function Choice({
  label,
  value,
  onSet,
  property,
}: FieldProps & { property: BasePropertyJSON }): React.ReactElement {
  const { format } = columnOf(property);
  const wordOf = (choice: string) =>
    format?.kind === 'state' ? stateWord(format.of, choice) : (YES_NO[choice] ?? words(choice));
  return (
    <label>
      <span>{label}</span>
      <select className="input" value={value} onChange={(event) => onSet(event.target.value)}>
        <option value="">Any</option>
        {property.availableValues?.map((choice) => (
          <option key={String(choice.value)} value={String(choice.value)}>
            {wordOf(String(choice.value))}
          </option>
        ))}
      </select>
    </label>
  );
}

const YES_NO: Readonly<Record<string, string>> = { true: 'Yes', false: 'No' };

function Span({
  label,
  name,
  stored,
  onSet,
}: Omit<Props, 'property'> & { label: string; name: string }): React.ReactElement {
  const end = (which: 'from' | 'to') => (
    <input
      className="input"
      type="date"
      aria-label={`${label}, ${which}`}
      value={stored(`${name}~~${which}`)}
      onChange={(event) => onSet(`${name}~~${which}`, event.target.value)}
    />
  );
  return (
    <fieldset className="span">
      <legend>{label}</legend>
      {end('from')}
      <span className="muted">–</span>
      {end('to')}
    </fieldset>
  );
}

/** Narrows the list when the typing is done: on Enter or when the field is left. */
function Text({ label, value, onSet }: FieldProps): React.ReactElement {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const apply = () => text.trim() !== value && onSet(text.trim());
  return (
    <label>
      <span>{label}</span>
      <input
        className="input"
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => event.key === 'Enter' && apply()}
      />
    </label>
  );
}

function Only({ label, onSet }: FieldProps): React.ReactElement {
  return (
    <button type="button" className="btn" onClick={() => onSet('')}>
      One {label.toLowerCase()} only ×
    </button>
  );
}
