import type { BasePropertyJSON, RecordJSON, ResourceJSON } from 'adminjs';
import React from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { recordAddress } from '../parts/office.js';
import { columnOf } from '../parts/resources.js';
import { Cell, isFigure } from './cell.js';
import type { Listing } from './listing.js';

interface Props {
  readonly resource: ResourceJSON;
  readonly listing: Listing;
  /** An excerpt of a list, which cannot be sorted. */
  readonly fixed?: true;
}

/** The table. The first column's text leads to the record; on a narrow screen each row stands as a block. */
export function Rows({ resource, listing, fixed }: Props): React.ReactElement {
  return (
    <table className="list">
      <thead>
        <tr>
          {resource.listProperties.map((property) => (
            <Heading key={property.propertyPath} property={property} meta={listing.meta} fixed={fixed} />
          ))}
        </tr>
      </thead>
      <tbody>
        {listing.records.map((record) => (
          <Row key={record.id} resource={resource} record={record} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ resource, record }: { resource: ResourceJSON; record: RecordJSON }): React.ReactElement {
  return (
    <tr>
      {resource.listProperties.map((property, index) => {
        const { label, format } = columnOf(property);
        const cell = <Cell property={property} record={record} />;
        return (
          <td key={property.propertyPath} data-label={label} className={isFigure(format) ? 'n' : ''}>
            {index === 0 ? <Link to={recordAddress(resource.id, record.id)}>{cell}</Link> : cell}
          </td>
        );
      })}
    </tr>
  );
}

interface HeadingProps {
  readonly property: BasePropertyJSON;
  readonly meta: Listing['meta'];
  readonly fixed: true | undefined;
}

function Heading({ property, meta, fixed }: HeadingProps): React.ReactElement {
  const [search, setSearch] = useSearchParams();
  const { label, format } = columnOf(property);
  const isSorted = meta.sortBy === property.propertyPath;
  const className = isFigure(format) ? 'n' : '';
  if (!property.isSortable || fixed) return <th className={className}>{label}</th>;
  const turn = () => {
    search.set('sortBy', property.propertyPath);
    search.set('direction', isSorted && meta.direction === 'desc' ? 'asc' : 'desc');
    search.delete('page');
    setSearch(search);
  };
  return (
    <th
      className={className}
      aria-sort={isSorted ? (meta.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" className="sort" onClick={turn}>
        {label}
        <span aria-hidden="true">{isSorted ? (meta.direction === 'asc' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
}
