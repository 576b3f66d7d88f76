import type { BasePropertyJSON, ResourceJSON } from 'adminjs';
import type React from 'react';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { words } from '../parts/format.js';
import { columnOf } from '../parts/resources.js';
import { stateWord } from '../parts/states.js';

/** A list's filters. They stand in the address, so that a narrowed list can be kept and passed on. */
export function Filters({ resource }: { resource: ResourceJSON }): React.ReactElement | null {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) => {
    if (value) search.set(`filters.${name}`, value);
    else search.delete(`filters.${name}`);
    search.delete('page');
    setSearch(search, { replace: true });
  };
  if (resource.filterProperties.length === 0) return null;
  const isNarrowed = [...search.keys()].some((name) => name.startsWith('filters.'));
  return (
    <details className="filters" open={window.innerWidth > 700 || isNarrowed}>
      <summary>Filters</summary>
      <div className="filter-fields">
        {resource.filterProperties.map((property) => (
          <FilterField key={property.propertyPath} property={property} search={search} onSet={set} />
        ))}
        {isNarrowed ? (
          <button type="button" className="quiet small" onClick={() => setSearch({})}>
            Clear
          </button>
        ) : null}
      </div>
    </details>
  );
}

interface FieldProps {
  readonly property: BasePropertyJSON;
  readonly search: URLSearchParams;
  readonly onSet: (name: string, value: string) => void;
}

function FilterField({ property, search, onSet }: FieldProps): React.ReactElement {
  const { label, format } = columnOf(property);
  const name = property.propertyPath;
  if (property.type === 'datetime') {
    return (
      <fieldset className="span">
        <legend>{label}</legend>
        <DateField label={`${label}, from`} name={`${name}~~from`} search={search} onSet={onSet} />
        <span className="muted">–</span>
        <DateField label={`${label}, to`} name={`${name}~~to`} search={search} onSet={onSet} />
      </fieldset>
    );
  }
  if (!property.availableValues) return <TextField label={label} name={name} search={search} onSet={onSet} />;
  const wordOf = (value: string) =>
    format?.kind === 'state' ? stateWord(format.of, value) : (YES_NO[value] ?? words(value));
  return (
    <label>
      <span>{label}</span>
      <select
        className="input"
        value={search.get(`filters.${name}`) ?? ''}
        onChange={(event) => onSet(name, event.target.value)}
      >
        <option value="">Any</option>
        {property.availableValues.map(({ value }) => (
          <option key={String(value)} value={String(value)}>
            {wordOf(String(value))}
          </option>
        ))}
      </select>
    </label>
  );
}

const YES_NO: Readonly<Record<string, string>> = { true: 'Yes', false: 'No' };

interface NamedField {
  readonly label: string;
  readonly name: string;
  readonly search: URLSearchParams;
  readonly onSet: (name: string, value: string) => void;
}

function DateField({ label, name, search, onSet }: NamedField): React.ReactElement {
  return (
    <input
      className="input"
      type="date"
      aria-label={label}
      value={search.get(`filters.${name}`) ?? ''}
      onChange={(event) => onSet(name, event.target.value)}
    />
  );
}

/** Narrows the list when the typing is done: on Enter or when the field is left. */
function TextField({ label, name, search, onSet }: NamedField): React.ReactElement {
  const stored = search.get(`filters.${name}`) ?? '';
  const [text, setText] = useState(stored);
  useEffect(() => setText(stored), [stored]);
  const apply = () => text.trim() !== stored && onSet(name, text.trim());
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
