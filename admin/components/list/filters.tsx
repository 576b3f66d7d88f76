import type { ResourceJSON } from 'adminjs';
import React from 'react';
import { useSearchParams } from 'react-router-dom';
import { FilterField } from './filter-field.js';

const PREFIX = 'filters.';
const WIDE_PX = 700;

/** A list's filters. They stand in the address, so that a narrowed list can be kept and passed on. */
export function Filters({ resource }: { resource: ResourceJSON }): React.ReactElement | null {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) => {
    if (value) search.set(`${PREFIX}${name}`, value);
    else search.delete(`${PREFIX}${name}`);
    search.delete('page');
    setSearch(search, { replace: true });
  };
  if (resource.filterProperties.length === 0) return null;
  const isNarrowed = [...search.keys()].some((name) => name.startsWith(PREFIX));
  return (
    <details className="filters" open={window.innerWidth > WIDE_PX || isNarrowed}>
      <summary>Filters</summary>
      <div className="filter-fields">
        {resource.filterProperties.map((property) => (
          <FilterField
            key={property.propertyPath}
            property={property}
            stored={(name) => search.get(`${PREFIX}${name}`) ?? ''}
            onSet={set}
          />
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
